"""Numbers as text: ranges with both their bounds, and unknown numbers, which are not zero."""

from dataclasses import dataclass

import pandas as pd

from data.terms import APPROXIMATE


@dataclass(frozen=True, slots=True)
class Range:
    """A count from `low` to `high`; `open` if a document says that it may be higher.

    >>> str(Range(25, 47) + Range(7, 7, open=True))
    '32–54+'
    """

    low: int
    high: int
    open: bool = False

    def __add__(self, other: "Range") -> "Range":
        """Return the sum of both ranges; it is open if one of them is."""
        return Range(self.low + other.low, self.high + other.high, bool(self.open or other.open))

    def __str__(self) -> str:
        """Return the range as `25`, `25–47`, `7+` or `25–47+`."""
        span = f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"
        return f"{span}+" if self.open else span


def format_range(low: float | None, high: float | None, qualifier: str | None = None) -> str:
    """Return a toll in words; null bounds are unknown, and a `qualifier` that they do not express is part of it.

    >>> format_range(25, 47), format_range(7, None), format_range(0, None)
    ('25–47', 'at least 7', '0 or more')
    >>> format_range(None, 9), format_range(None, None)
    ('at most 9', 'not reported')
    >>> format_range(65, 65, "about"), format_range(7, None, "at least")
    ('about 65', 'at least 7')
    """
    if qualifier in APPROXIMATE:
        return f"{qualifier} {format_range(low, high)}"
    if pd.isna(low):
        return "not reported" if pd.isna(high) else f"at most {high:,.0f}"
    if pd.isna(high):
        return f"at least {low:,.0f}" if low else "0 or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
