"""Guesses the columns of a harm where no column names it as a whole: the only total of some people, or a low and high.

Columns are never added: a sum of parts is no figure of the file.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from data.importers.column_cells import are_numbers, are_sentences
from data.importers.column_names import plain_name
from data.importers.report import quoted
from data.importers.synonyms import HARM_WORDS, counted

_PEOPLE: Final = frozenset(
    {
        *(
            "civilian",
            "civilians",
            "aid",
            "health",
            "healthcare",
            "medical",
            "humanitarian",
            "relief",
            "worker",
            "staff",
        ),
        *("workers", "personnel", "employees", "journalists", "journalist", "media", "students", "teachers", "crew"),
        *("seafarers", "victim", "victims", "individuals", "human", "humans"),
    }
)
"""Words for all the people whom a data set is about: of these a column may count all."""
_PAIRS: Final = (("min", "max"), ("minimum", "maximum"), ("low", "high"), ("lowest", "highest"), ("lower", "upper"))
_VICTIMS: Final = frozenset({"victims", "victimas", "vitimas", "victimes", "vittime", "opfer", "жертвы"})
_HINT: Final = re.compile(
    r"kill|death|dead|casualt|fatal|massacre|masacre|murder|homicid|muert|asesin|mort|tote|убит|погиб|قتل"
)
"""Parts of words that show that a table without a column of killed is about them."""


def guess(columns: Iterable[str], sample: pd.DataFrame, found: Mapping[str, str], title: str) -> dict[str, str]:
    """Return columns of harms for which none was found.

    Args:
        columns: the file's column names.
        sample: its first rows, all cells as text.
        found: the columns that were found by other means.
        title: the file's name.

    >>> guess(("Aid workers killed", "Female aid workers killed"), pd.DataFrame(), {}, "")
    {'killed_best': 'Aid workers killed'}
    >>> guess(("Min", "Max"), pd.DataFrame({"Min": ["1"], "Max": ["2"]}, dtype="str"), {}, "deaths.csv")
    {'killed_low': 'Min', 'killed_high': 'Max'}
    """
    left = [column for column in columns if column not in found.values()]
    guessed: dict[str, str] = {}
    for harm in HARM_WORDS:
        if not any(field.startswith(harm) for field in found) and (total := _only_total(harm, left, sample)):
            guessed[f"{harm}_best"] = total
    if not any(field.startswith("killed") for field in {**found, **guessed}) and hint(columns, title):
        guessed |= _unnamed(left, sample)
    return guessed


def note(field: str, column: str, columns: Iterable[str], title: str) -> str:
    """Return a sentence that states why a column was guessed to hold a figure."""
    words = field.replace("_", " ")
    harm = field.partition("_")[0]
    if counted(harm, plain_name(column)) is not None:
        why = "it is the only total, perhaps of some people only"
        return f"The column {quoted([column])} was taken for the {words}: {why}."
    return f"The column {quoted([column])} was taken for the {words} because of its name and “{hint(columns, title)}”."


def possible(columns: Iterable[str], sample: pd.DataFrame, found: Mapping[str, str]) -> list[str]:
    """Return the columns that may count killed, if none was found or guessed.

    >>> possible(("Soldiers killed", "Civilians killed", "Town"), pd.DataFrame(), {})
    ['Soldiers killed', 'Civilians killed']
    """
    if any(field.startswith("killed") for field in found):
        return []
    left = [column for column in columns if column not in found.values()]
    parts = [name for name in left if counted("killed", plain_name(name)) and not are_sentences(sample, name)]
    return [*parts, *_unnamed(left, sample).values()]


def hint(columns: Iterable[str], title: str) -> str | None:
    """Return the file's name or the first column whose name shows that the table is about killed people."""
    return next((name for name in (title, *columns) if _HINT.search(" ".join(plain_name(name).split()))), None)


def _only_total(harm: str, columns: list[str], sample: pd.DataFrame) -> str | None:
    """Return the column that counts all the people whose parts the other columns of the harm count."""
    words = {name: counted(harm, plain_name(name)) for name in columns if not are_sentences(sample, name)}
    known = {name: people for name, people in words.items() if people is not None}
    for name, people in known.items():
        if people <= _PEOPLE and all(people < other for column, other in known.items() if column != name):
            return name
    return None


def _unnamed(columns: list[str], sample: pd.DataFrame) -> dict[str, str]:
    """Return the columns of numbers that are called exactly minimum and maximum, or victims."""
    names = {plain_name(name): name for name in columns if are_numbers(sample, name)}
    for low, high in _PAIRS:
        if low in names and high in names:
            return {"killed_low": names[low], "killed_high": names[high]}
    victims = [name for plain, name in names.items() if plain in _VICTIMS]
    return {"killed_best": victims[0]} if len(victims) == 1 else {}
