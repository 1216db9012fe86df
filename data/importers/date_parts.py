"""Joins the year, month and day of three columns to one date."""

from typing import Final

import pandas as pd

PARTS: Final = ("date_year", "date_month", "date_day")
_NUMBER: Final = "[0-9]+"


def join(cells: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the date of the columns `PARTS` in `date_start`, where that is empty.

    A month or day that is empty or 0 is unknown: the date is then the year or the month.

    >>> parts = {"date_year": ["2016", "2016"], "date_month": ["3", "March"], "date_day": ["0", "2"]}
    >>> join(pd.DataFrame(parts, dtype="str"))["date_start"].tolist()
    ['2016-3', '2 March 2016']
    """
    if "date_year" not in cells:
        return cells
    year, month, day = (_part(cells, name) for name in PARTS)
    number = month.isna() | month.str.fullmatch(_NUMBER)
    figures = year + ("-" + month).fillna("") + ("-" + day).where(month.notna()).fillna("")
    words = (day + " ").fillna("") + month + " " + year
    joined = figures.where(number, words)
    return cells.assign(date_start=cells["date_start"].fillna(joined) if "date_start" in cells else joined)


def _part(cells: pd.DataFrame, name: str) -> pd.Series:
    """Return the cells of a column without decimals; null for 0."""
    if name not in cells:
        return pd.Series(None, index=cells.index, dtype="str")
    text = cells[name].str.replace(r"\.0+$", "", regex=True)
    return text.mask(text.str.fullmatch("0+").fillna(False).astype("bool"))
