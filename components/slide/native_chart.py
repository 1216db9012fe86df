"""Fill a placeholder of a presentation with the slide's chart as one that PowerPoint draws, with figures to edit."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any, Final, NamedTuple

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.util import Pt

from components.chart import timeline
from components.chart.chart_words import COLOURS, LABELS, title
from components.chart.columns import Block, Column
from components.chart.timeline import Timeline
from components.page_data import SlideData
from components.theme import PAPER
from data.view import View

_BREAK: Final = "…"
"""The name of the empty place between months where the picture has a break."""
_FADED: Final = 0.28
_OPEN: Final = "+"


class Series(NamedTuple):
    """The parts of columns of one kind, certain or possible, for each category; no value where there is no figure."""

    kind: str
    name: str
    is_certain: bool
    values: tuple[int | None, ...]


def insert(shape: Any, data: SlideData) -> Any:
    """Put the chart into a placeholder; return the shape that holds it."""
    view = _view(data)
    drawn = timeline.of_page(replace(data, view=view))
    places, found = _places(drawn), list(series(drawn))
    table = CategoryChartData()
    table.categories = categories(drawn)
    for one in found:
        table.add_series(one.name, one.values)
    frame = shape.insert_chart(XL_CHART_TYPE.COLUMN_STACKED, table)
    _set_looks(frame.chart, heading(drawn, view))
    for plotted, one in zip(frame.chart.plots[0].series, found):
        _fill(plotted.format.fill, COLOURS[one.kind], is_certain=one.is_certain)
        for column in _columns(drawn, one.kind):
            point = plotted.points[places[column.month]]
            if column.is_faded:
                _fill(point.format.fill, _faded(COLOURS[one.kind]), is_certain=one.is_certain)
            if column.is_open and column.blocks and _is_of(column.blocks[-1], one):
                point.data_label.text_frame.text = _OPEN
                point.data_label.position = XL_LABEL_POSITION.INSIDE_END
    return frame


def _view(data: SlideData) -> View:
    """Return the view of the chart, which has one axis: not one for each party."""
    return data.view.with_(measure="harm") if data.view.measure == "party" else data.view


def heading(drawn: Timeline, view: View) -> str:
    """Return the chart's title, with how its columns are drawn."""
    columns = drawn.columns.columns
    possible = any(not block.is_certain for column in columns for block in column.blocks)
    is_open = any(column.is_open for column in columns)
    ways = [*(["hatched: up to"] if possible else []), *([f"{_OPEN}: no upper figure"] if is_open else [])]
    return f"{title(view)} ({', '.join(['solid: at least', *ways])})" if ways else title(view)


def series(drawn: Timeline) -> Iterator[Series]:
    """Yield the parts of the columns from the axis outwards, negative where they are drawn below it."""
    blocks = {(block.kind, block.is_certain) for column in drawn.columns.columns for block in column.blocks}
    places, width = _places(drawn), len(categories(drawn))
    for is_certain in (True, False):
        for kind in COLOURS:
            if (kind, is_certain) not in blocks:
                continue
            ending = "" if (kind, not is_certain) not in blocks else ", at least" if is_certain else ", up to"
            one = Series(kind, f"{LABELS[kind].capitalize()}{ending}", is_certain, ())
            values: list[int | None] = [None] * width
            for column in _columns(drawn, kind):
                height = sum(block.end - block.start for block in column.blocks if _is_of(block, one))
                values[places[column.month]] = height if column.is_upward else -height
            yield one._replace(values=tuple(values))


def _is_of(block: Block, one: Series) -> bool:
    return (block.kind, block.is_certain) == (one.kind, one.is_certain)


def _columns(drawn: Timeline, kind: str) -> list[Column]:
    """Return the columns in which a figure of this kind is reported, also one of 0."""
    return [column for column in drawn.columns.columns if any(figure.kind == kind for figure in column.figures)]


def categories(drawn: Timeline) -> list[str]:
    """Return the names of the places from left to right: months, and one for each break between them."""
    names = [_BREAK] * (max(_places(drawn).values()) + 1)
    for month, place in _places(drawn).items():
        names[place] = f"{month.start_time:%b %Y}"
    return names


def _places(drawn: Timeline) -> dict[pd.Period, int]:
    """Return the place of each month that is drawn."""
    months = drawn.scale.months
    breaks = accumulate((before + 1 != month for before, month in pairwise(months)), initial=0)
    return {month: n + skipped for n, (month, skipped) in enumerate(zip(months, breaks))}


def _set_looks(chart: Any, words: str) -> None:
    chart.has_title, chart.has_legend = True, True
    chart.chart_title.text_frame.text = words
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.size = Pt(10)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    labels = chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "#,##0;#,##0", False  # heights below the axis have no sign
    chart.plots[0].gap_width, chart.plots[0].overlap = 12, 100


def _fill(fill: Any, colour: str, *, is_certain: bool) -> None:
    if is_certain:
        fill.solid()
        fill.fore_color.rgb = rgb(colour)
        return
    fill.patterned()
    fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    fill.fore_color.rgb, fill.back_color.rgb = rgb(colour), rgb(PAPER)


def _faded(colour: str) -> str:
    """Return a colour as it looks on paper when it is hardly opaque."""
    mixed = [round(_FADED * ink + (1 - _FADED) * paper) for ink, paper in zip(rgb(colour), rgb(PAPER))]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def rgb(colour: str) -> RGBColor:
    """Return a colour as Office has it."""
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))
