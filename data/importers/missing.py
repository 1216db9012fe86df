"""Marks that files write for a missing value, such as NA or -99; they are read as empty cells."""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from data.importers.report import Notes

_NOTE: Final = "Marks for a missing value were read as empty cells: {values}."
_UNKNOWN: Final = ("unknown", "not known", "unbekannt", "inconnu", "غير معروف")
_NONE: Final = ("none",)
_WORDS: Final = (
    *("na", "n/a", "n.a.", "n.a", "null", "(null)", "<null>", "nan", "nat", "<na>", "\\n", "missing", "no data"),
    *("not available", "not applicable", "not reported", "not stated", "undefined", "k.a.", "غير متوفر"),
    *("#n/a", "#null!", "#value!", "#ref!", "#name?", "#num!", "#div/0!"),
    *("-", "--", "---", "–", "—", ".", "..", "...", "…", "?", "??", "???"),
)
_CODES: Final = frozenset(
    f"-{digit * times}{point}" for digit in "789" for times in range(1, 5) for point in ("", ".0", ".00")
) - {f"-{digit}{point}" for digit in "78" for point in ("", ".0", ".00")}
"""Codes of surveys and of the Global Terrorism Database: -9, -99, -999, -9999, -88, -77 and so on."""

_TOLL: Final = re.compile(r"killed_|wounded_|deaths_|fatalities$|best$|low$|high$")
_ACTOR: Final = re.compile(r"(?:assoc_)?actor(?:_?[12])?$|side_[ab]$|dyad_name$|target$")
_POINT: Final = re.compile(r"latitude$|longitude$")
_LIMITS: Final = {"latitude": 90, "longitude": 180}


def clear(rows: pd.DataFrame, notes: Notes, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the rows with null for marks of a missing value, and count the marks in a note.

    Some marks are values in some columns: “none” is a toll of 0, an actor may be called “Unknown”, NA is Namibia
    among other country codes, and -9 or -99 may be degrees.

    Args:
        rows: cells of text, in columns that are called like the fields of a format.
        notes: gets a sentence with the marks that were found.
        columns: the names in the file of renamed columns.

    >>> clear(pd.DataFrame({"actor": ["NA", "Unknown"], "location": ["Unknown", "Hit"]}, dtype="str"), Notes())
         actor location
    0      NaN      NaN
    1  Unknown      Hit
    """
    found = rows.copy(deep=False)
    for name in rows:
        field = str(name)
        marked = _marked(field, rows)
        if marked.any():
            place = " in " + (columns or {}).get(field, field)
            notes.values(_NOTE, rows[name][marked] + place)
            found[name] = rows[name].mask(marked)
    return found


def _marked(field: str, rows: pd.DataFrame) -> pd.Series:
    cells = rows[field]
    marked: pd.Series = cells.isin(_marks(field))
    if not marked.any():
        return marked
    if field == "country":
        return marked & ~(cells.isin(["NA", "na"]) & _holds_codes(cells[~marked]))
    if _POINT.match(field):
        return marked & (~cells.isin(_CODES) | _is_no_degree(rows))
    return marked


def _marks(field: str) -> list[str]:
    return _MARKS_OF_TOLLS if _TOLL.match(field) else _MARKS_OF_ACTORS if _ACTOR.match(field) else _MARKS


def _holds_codes(cells: pd.Series) -> bool:
    """Return whether all the cells are codes of two letters."""
    known = cells.dropna()
    return not known.empty and bool(known.str.fullmatch("[A-Za-z]{2}").all())


def _is_no_degree(rows: pd.DataFrame) -> pd.Series:
    """Return whether latitude and longitude are the same code, or one of them is a code beyond its limit."""
    codes = pd.DataFrame({name: rows[name].where(rows[name].isin(_CODES)) for name in _LIMITS if name in rows})
    numbers = codes.apply(pd.to_numeric)
    beyond = pd.DataFrame({name: numbers[name].abs() > _LIMITS[name] for name in numbers}).any(axis=1)
    if len(numbers.columns) < len(_LIMITS):
        return beyond
    found: pd.Series = beyond | (numbers["latitude"] == numbers["longitude"])
    return found


def _spellings(words: tuple[str, ...]) -> list[str]:
    return sorted({form for word in words for form in (word, word.upper(), word.capitalize(), word.title())})


_MARKS_OF_ACTORS: Final = [*_spellings((*_WORDS, *_NONE)), "NaN", "NaT", *_CODES]
_MARKS_OF_TOLLS: Final = [*_spellings((*_WORDS, *_UNKNOWN)), "NaN", "NaT", *_CODES]
_MARKS: Final = [*_MARKS_OF_TOLLS, *_spellings(_NONE)]
