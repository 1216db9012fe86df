"""Reads the low, best and high figures of a harm from the columns of a file."""

import pandas as pd

from data.importers.counts import BOUNDS, contradicting, widened
from data.importers.report import Notes
from data.importers.row_reader import RowReader


def read(reader: RowReader, harm: str) -> dict[str, pd.Series]:
    """Return the columns of the flat table about a harm, from the columns of the same names.

    A single exact figure is low, best and high. A cell such as 5+ or 5-7 in the column of the best figure states
    bounds, which count where the columns of the bounds are empty.
    """
    low, best, high = (reader.tolls(f"{harm}_{bound}", harm) for bound in BOUNDS)
    alone = low["low"].isna() & high["high"].isna()
    reader.notes.count(
        f"In {{rows}} the {harm} are a single figure; it is used as low, best and high.",
        int((alone & best["best"].notna()).sum()),
    )
    states_bounds = alone | best["best"].isna()
    stated = pd.DataFrame(
        {
            "low": low["low"].fillna(best["low"].where(states_bounds)),
            "best": best["best"],
            "high": high["high"].fillna(best["high"].where(states_bounds)),
        }
    )
    return {f"{harm}_{bound}": figures for bound, figures in settle(stated, harm, reader.notes).items()}


def settle(stated: pd.DataFrame, harm: str, notes: Notes) -> pd.DataFrame:
    """Return low, best and high, widened where they contradict each other, which is noted.

    Args:
        stated: the columns low, best and high (Int64).
        harm: a harm of `data.terms.HARMS`.
        notes: gets a sentence with the number of rows and the sum of their best figures.
    """
    wrong = contradicting(stated)
    if not wrong.any():
        return stated
    note = (
        f"In {{rows}} with {{sum}} {harm} the low, best and high figures contradict each other; the best is the file's "
        "own, and low and high are the lowest and the highest of the three."
    )
    notes.add(note, stated.loc[wrong, "best"].fillna(stated.loc[wrong, "low"]))
    return stated.mask(wrong, widened(stated))
