"""Stack the figures of each month to columns: from the axis what is certain, beyond it up to the highest figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

import pandas as pd

from components.chart.chart_words import COLOURS
from components.chart.monthly_series import Part, bar_of, monthly_parts
from data.formatting import Range
from data.terms import PARTIES
from data.view import View


class Block(NamedTuple):
    """A part of a column, from `start` to `end` in persons or events away from the axis.

    `kind` is a key of `COLOURS`. A part that is not `is_certain` may be lower: some document gives less.
    """

    kind: str
    start: int
    end: int
    is_certain: bool


class Figure(NamedTuple):
    """A figure of a column in words: its kind, the range as reported, the preferred figure, and that of each party."""

    kind: str
    reported: str
    preferred: int
    by_party: str


@dataclass(frozen=True, slots=True)
class Column:
    """The sums of one month on one side of an axis.

    Attributes:
        month: the month.
        lane: the party harmed, where each party has an axis of its own; else empty.
        is_upward: whether the column is above its axis.
        is_faded: whether it is context: outside the view's dates, or not in the picked month.
        blocks: from the axis outwards.
        figures: what it shows, in words.
        is_open: whether a document leaves the highest figure open.
    """

    month: pd.Period
    lane: str
    is_upward: bool
    is_faded: bool
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    is_open: bool

    @property
    def height(self) -> int:
        """The highest sum."""
        return self.blocks[-1].end if self.blocks else 0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a chart; `lanes` are the parties from the top, empty for one axis with two sides."""

    columns: tuple[Column, ...]
    lanes: tuple[str, ...]

    def highest(self, lane: str = "", *, is_upward: bool = True) -> int:
        """Return the highest sum in a lane, or on one side of the only axis."""
        heights = (one.height for one in self.columns if one.lane == lane and one.is_upward is is_upward)
        return max(heights, default=0)

    @property
    def kinds(self) -> list[str]:
        """The kinds that the columns show, in the order of the legend."""
        shown = {figure.kind for one in self.columns if not one.is_faded for figure in one.figures}
        return sorted(shown, key=KINDS.index)

    @property
    def kinds_with_blocks(self) -> list[str]:
        """Those of which something is drawn: not all of their figures are 0."""
        drawn = {block.kind for one in self.columns for block in one.blocks}
        return [kind for kind in KINDS if kind in drawn]


KINDS: Final = list(COLOURS)


def stack(view: View, rows: pd.DataFrame, context: pd.DataFrame, months: Sequence[pd.Period]) -> Columns:
    """Return the columns of a view; months that only its `context` has, the view without its dates, are faded.

    `rows` are `Engine.tolls`, or `Engine.months` where the view measures events; `context` is the same.
    """
    solid = monthly_parts(view, rows, months)
    faded = solid if context is rows else monthly_parts(view, context, months)
    bars = {key: list(bar) for key, bar in groupby(solid, key=bar_of)}
    behind = {key: list(bar) for key, bar in groupby(faded, key=bar_of)}
    lanes = tuple(party for party in PARTIES if any(key[1] == party for key in behind | bars))
    # A month that the period cuts shows what lies in the period; the rest of it is not drawn, as it is no other month.
    whole = behind | bars
    columns = tuple(
        _column(key, whole[key], is_faded=key not in bars or bool(view.month and f"{key[0]:%Y-%m}" != view.month))
        for key in sorted(whole)
    )
    return Columns(columns, lanes)


def _column(key: tuple[pd.Period, str, int], parts: Sequence[Part], *, is_faded: bool) -> Column:
    month, lane, sign = key
    is_open = any(part.open for part in parts)
    return Column(
        month, lane, sign > 0, is_faded, tuple(_blocks(parts)), tuple(_figure(part, lane) for part in parts), is_open
    )


def _blocks(parts: Sequence[Part]) -> Iterator[Block]:
    """Yield the certain part of each figure, then what each may be more."""
    base = 0
    for part in parts:
        if part.low:
            yield Block(_kind(part), base, base + part.low, is_certain=True)
            base += part.low
    for part in parts:
        if part.high > part.low:
            yield Block(_kind(part), base, base + part.high - part.low, is_certain=False)
            base += part.high - part.low


def _figure(part: Part, lane: str) -> Figure:
    reported = str(Range(part.low, part.high, bool(part.open)))
    return Figure(_kind(part), reported, part.best, PARTIES[lane] if lane else part.by_party)


def _kind(part: Part) -> str:
    return f"{part.group} {part.harm}"
