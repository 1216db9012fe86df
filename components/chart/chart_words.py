"""The words and colours of the chart, and the sentence in its place where there is nothing to draw."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from components import theme
from data.query.engine import Counts
from data.view import View

COLOURS: Final = {
    "attack killed": theme.DEEP_ATTACK,
    "attack wounded": theme.PALE_ATTACK,
    "attack events": theme.ATTACK,
    "answer killed": theme.RESPONSE,
    "answer wounded": theme.PALE_RESPONSE,
    "answer events": theme.RESPONSE,
    "other killed": theme.GREY,
    "other wounded": theme.PALE_OTHER,
    "other events": theme.OTHER,
}
_TITLES: Final = {"harm": "Killed and wounded", "party": "Killed and wounded, by party harmed,", "events": "Events"}
_NO_TOLL: Final = "No document gives a toll for these events: unknown, not none."
_NO_EVENT: Final = "No event to draw."
LABELS: Final = {
    "attack killed": "killed in attacks",
    "attack wounded": "wounded in attacks",
    "attack events": "attacks",
    "answer killed": "killed in strikes",
    "answer wounded": "wounded in strikes",
    "answer events": "strikes",
    "other killed": "killed in other events",
    "other wounded": "wounded in other events",
    "other events": "other events",
}


@dataclass(frozen=True, slots=True)
class KeyDay:
    """A day that the chart labels."""

    day: date
    words: str


def title(view: View) -> str:
    """Return the title of a view's chart.

    >>> title(View(measure="events", running="cumulative"))
    'Events by month, cumulative'
    """
    return f"{_TITLES[view.measure]} by month{', cumulative' if view.running == 'cumulative' else ''}"


def empty_sentence(measure: str, counts: Counts, drawn: pd.DataFrame) -> str:
    """Return the sentence in the place of a chart that would have no bar; empty where there is one to draw.

    Args:
        measure: what the view measures.
        counts: the view's numbers of events.
        drawn: the engine's tolls or months that the chart draws, also as context.
    """
    if not drawn.empty and (measure == "events" or drawn[["high", "open"]].to_numpy().any()):
        return ""
    if not counts.shown or measure == "events":
        return _NO_EVENT
    reported = sum(coverage.reported for coverage in counts.coverage.values())
    if not reported:
        return _NO_TOLL
    silent = counts.shown - reported
    unknown = f"; no document gives a toll for the other {silent:,}: unknown, not none" if silent else ""
    return f"None killed, none wounded reported ({reported:,} event{'' if reported == 1 else 's'}){unknown}."
