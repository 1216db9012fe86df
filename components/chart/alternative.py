"""The chart's text alternative, made of the view's figures."""

from collections import defaultdict

import pandas as pd

from components.chart.payload import month_words
from components.chart.timeline import Timeline
from data.words import listed


def alternative(chart: Timeline, title: str) -> str:
    """Return what the chart shows as text: in how many months there is a figure, and the month with the highest."""
    heights: dict[pd.Period, int] = defaultdict(int)
    for column in chart.columns.columns:
        if not column.is_faded:
            heights[column.month] += column.height
    if not heights:
        return f"{title}: no figure."
    months = sorted(heights)
    ends = [f"{month:%B %Y}" for month in dict.fromkeys((months[0], months[-1]))]
    span = f"in {listed(ends, 'and')}" if len(ends) == 1 else f"from {ends[0]} to {ends[1]}"
    number = "1 month with a figure" if len(months) == 1 else f"{len(months):,} months with a figure"
    highest = month_words(chart)[max(months, key=lambda month: heights[month])]
    return f"{title}: {number}, {span}. Highest: {highest.replace(chr(10), ', ')}."
