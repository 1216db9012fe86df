"""Figures in words: ranges that keep their ends, and unknown that is not zero."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Range:
    """A count known to lie from `low` to `high`; `open` where a document says that it may be higher still."""

    low: int
    high: int
    open: bool = False

    def __add__(self, other: "Range") -> "Range":
        """Both together; open where either is."""
        return Range(self.low + other.low, self.high + other.high, bool(self.open or other.open))

    def __str__(self) -> str:
        """The range as `25`, `25–47`, `7+` or `25–47+`."""
        span = f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"
        return f"{span}+" if self.open else span


def format_range(low: float | None, high: float | None) -> str:
    """One toll as `25`, `25–47`, `at least 7`, `0 or more`, `at most 9` or `not reported`; null bounds are unknown."""
    if pd.isna(low):
        return "not reported" if pd.isna(high) else f"at most {high:,.0f}"
    if pd.isna(high):
        return f"at least {low:,.0f}" if low else "0 or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
