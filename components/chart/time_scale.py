"""The time axis of the chart: months side by side, with a drawn break in place of a long run of empty months."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

import pandas as pd

from data.view import Dates

_MARGIN_MONTHS: Final = 5
"""How many months are shown on either side of a period."""
_LEAST_RUN: Final = 4
"""The fewest empty months in a row that become a break."""
_LEAST_MONTHS: Final = 7
"""The fewest months that are drawn, if the data have them: a single one would be a column as wide as the chart."""
_BREAK_WIDTH: Final = 0.8
"""The width of a break, in months."""
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Stretch(NamedTuple):
    """A part of the axis: days since 1970 from `start` to before `end`, at shares of its width; a break or months."""

    start: int
    end: int
    left: float
    right: float
    is_break: bool


class Tick(NamedTuple):
    """The beginning of a month on the axis, with its words; `is_first` at the start of a year and after a break.

    `short` are words for a first one without room for the others: the year, where no other tick of it has it.
    """

    at: float
    words: str
    is_first: bool
    short: str


@dataclass(frozen=True)
class TimeScale:
    """Converts days to shares of the axis's width.

    Attributes:
        months: the months that are drawn, in their order.
        stretches: the parts of the axis from left to right, which touch each other.
    """

    months: tuple[pd.Period, ...]
    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, months: Sequence[pd.Period], busy: Collection[pd.Period]) -> "TimeScale":
        """Return the axis of these months, without the long runs in which none is `busy`.

        Of such a run at an end of the axis, one month is drawn, or more where the axis would have few months.
        """
        runs = [(is_busy, list(run)) for is_busy, run in groupby(months, key=set(busy).__contains__)]
        if len(runs) > 1:
            margin = max((_LEAST_MONTHS - sum(len(run) for _, run in runs[1:-1])) // 2, 1)
            runs[0] = _shortened(*runs[0], slice(-margin, None))
            runs[-1] = _shortened(*runs[-1], slice(margin))
        parts: list[tuple[bool, list[pd.Period]]] = []
        for is_busy, run in runs:
            is_break = not is_busy and len(run) >= _LEAST_RUN and len(runs) > 1
            if not is_break and parts and not parts[-1][0]:
                parts[-1][1].extend(run)
            else:
                parts.append((is_break, run))
        widths = [_BREAK_WIDTH if is_break else float(len(run)) for is_break, run in parts]
        stretches, left = [], 0.0
        for (is_break, run), width in zip(parts, widths):
            right = left + width / sum(widths)
            stretches.append(Stretch(day_number(run[0]), day_number(run[-1] + 1), left, right, is_break))
            left = right
        shown = [month for is_break, run in parts if not is_break for month in run]
        return cls(tuple(shown), tuple(stretches))

    def at(self, day: int) -> float:
        """Return where the beginning of a day (days since 1970) lies, as a share of the width; ends are clamped."""
        for start, end, left, right, _ in self.stretches:
            if day < end:
                return left + (right - left) * max(day - start, 0) / (end - start)
        return 1.0

    def holds(self, day: int) -> bool:
        """Return whether a day lies on the axis."""
        return self.stretches[0].start <= day < self.stretches[-1].end

    @cached_property
    def month_edges(self) -> dict[pd.Period, tuple[float, float]]:
        """The left and the right edge of each month that is drawn."""
        return {month: (self.at(day_number(month)), self._end(day_number(month + 1))) for month in self.months}

    def _end(self, day: int) -> float:
        """Return the right edge of what ends before a day: at a break, that of the month before the break."""
        return next(
            (right for _, end, _, right, is_break in self.stretches if end == day and not is_break), self.at(day)
        )

    def ticks(self) -> Iterator[Tick]:
        """Yield the months' beginnings from left to right."""
        before = None
        for month in self.months:
            is_first = before is None or month != before + 1 or month.month == 1
            words = f"{month:%b %Y}" if is_first else f"{month:%b}"
            yield Tick(self.at(day_number(month)), words, is_first, f"{month:%Y}" if is_first else "")
            before = month


def _shortened(is_busy: bool, run: list[pd.Period], part: slice) -> tuple[bool, list[pd.Period]]:  # noqa: FBT001 - a pair
    return is_busy, run if is_busy or len(run) < _LEAST_RUN else run[part]


def day_number(day: date | pd.Period | pd.Timestamp) -> int:
    """Return a day, or the first day of a month, as days since 1970.

    >>> day_number(date(1970, 1, 2)), day_number(pd.Period("1970-02", "M"))
    (1, 31)
    """
    return (day.start_time if isinstance(day, pd.Period) else day).toordinal() - _EPOCH


def axis_months(dates: Dates, record: Dates) -> list[pd.Period]:
    """Return the months of the time axis: the whole record, or the period with some months on either side."""
    today = datetime.now(UTC).date()
    start, end = (chosen or known or today for chosen, known in zip(dates, record))
    if start > end:  # an open period that begins after the record, or ends before it
        start = end = dates[0] or dates[1] or today
    margin = _MARGIN_MONTHS if dates != (None, None) else 0
    first, last = pd.Period(start, "M") - margin, pd.Period(end, "M") + margin
    return list(pd.period_range(first, last, freq="M"))
