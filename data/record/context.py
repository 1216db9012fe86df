"""The context of a view: dated facts of the documents that are no attack or strike, and never counted as events."""

from collections.abc import Collection
from typing import Final

import pandas as pd

from data.record.catalog import Catalog
from data.terms import COUNTRIES
from data.view import View

NEAR_DAYS: Final = 7
"""A fact at most this many days before or after an event is near it."""
NEAR_LIMIT: Final = 5
LONGEST_DAYS: Final = 31
"""A fact that is known only to a longer span belongs to no day: it has no mark on the chart and is near no event."""
_PARTY: Final = "United States"
"""The country that takes part in every event of the record."""


def context_of(catalog: Catalog, view: View) -> pd.DataFrame:
    """Return the facts of a view, oldest first: those that may lie in its dates and name one of its countries.

    Returns:
        The columns of `context.csv`, with `title` and `publisher` of the document; no row where the view hides them.
    """
    facts = catalog.facts
    start, end = (day and pd.Timestamp(day) for day in view.dates)
    shown = pd.Series(view.context == "shown", index=facts.index)
    if start is not None:
        shown &= facts["date_end"] >= start
    if end is not None:
        shown &= facts["date_start"] <= end
    if view.country:
        shown &= _names_one_of(facts, view.country)
    return facts[shown].reset_index(drop=True)


def near_event(catalog: Catalog, event: pd.Series) -> pd.DataFrame:
    """Return at most five facts within a week of an event, the nearest first; days are those of `context_of`.

    A fact counts if it names the event's country or the United States, or no country of the record.
    """
    facts = catalog.facts[is_dated(catalog.facts)]
    before = (pd.Timestamp(event["date_start"]) - facts["date_end"]).dt.days
    after = (facts["date_start"] - pd.Timestamp(event["date_end"])).dt.days
    gap = pd.concat([before, after], axis=1).max(axis=1).clip(lower=0)
    # A fact of a month may lie at its other end: a fact whose day is known comes first.
    farthest = gap + (facts["date_end"] - facts["date_start"]).dt.days
    named = _names_one_of(facts, (event["country"], _PARTY)) | ~_names_one_of(facts, COUNTRIES)
    near: pd.DataFrame = facts.assign(farthest=farthest)[(gap <= NEAR_DAYS) & named]
    return near.sort_values(["farthest", "date_start", "context_id"]).drop(columns="farthest").head(NEAR_LIMIT)


def is_dated(facts: pd.DataFrame) -> pd.Series:
    """Return for each fact whether it is known to a month or better."""
    return (facts["date_end"] - facts["date_start"]).dt.days < LONGEST_DAYS


def _names_one_of(facts: pd.DataFrame, countries: Collection[str]) -> pd.Series:
    return facts["country"].map(lambda cell: not set(countries).isdisjoint(cell.split(";"))).astype(bool)
