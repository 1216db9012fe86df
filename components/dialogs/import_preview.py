"""The first rows of a file as they will be read: a table and a small map, before the file is imported."""

import base64
from typing import Final

import pandas as pd
from streamlit.delta_generator import DeltaGenerator

from components import escape, theme
from components.slide.layers import base_map
from components.slide.svg import Canvas
from data import text
from data.importers import Imported, Report
from data.rows import iter_rows
from geo.map_layout import Box, Frame

_ROWS: Final = 5
_BOX: Final[Box] = (0, 0, 300, 200)
_PADDING: Final = 24
_MARGIN_DEGREES: Final = 1.0
_DOT: Final = 3.5
_HEADS: Final = ("When", "Where", "Who", "What", "Harm")


def draw(found: Imported, rows: DeltaGenerator, picture: DeltaGenerator) -> None:
    """Draw the first rows of a file as they will be read into `rows`, their points on a map into `picture`."""
    points = found.events[["latitude", "longitude"]].dropna()
    without = len(found.events) - len(points)
    if len(points):
        picture.html(_picture(points))
    if without:
        picture.html(f'<p class="bw-note">{_share(without, len(found.events))} no point on the map.</p>')
    events = found.events.head(_ROWS)
    rows.html(
        '<p class="bw-label">The first rows, as they will be read</p>'
        + (_table(events) if len(events) else "<p>None of the first rows becomes an event.</p>")
        + _rejected(found.report)
    )


def _rejected(report: Report) -> str:
    """Return a sentence about the first rows that cannot be read, with the first reason; empty if all can."""
    if not report.rejected:
        return ""
    first = report.rejected[0]
    words = (
        f"{_share(report.rejected_rows(), report.read)} an error and will be set aside; line {first.line}, column "
        f"{first.column}: “{first.value}” {first.reason}."
    )
    return f'<p class="bw-note">{escape.html(words)}</p>'


def _share(number: int, rows: int) -> str:
    """Return how many of the first rows have something: `The first row has`, `2 of the first 5 rows have`."""
    if rows == 1:
        return "The first row has"
    return f"{number} of the first {rows} rows {'has' if number == 1 else 'have'}"


def _table(events: pd.DataFrame) -> str:
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    rows = "".join(f"<tr>{''.join(_cells(event))}</tr>" for event in iter_rows(events))
    return f'<div class="bw-preview"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(event: object) -> tuple[str, ...]:
    names = (event.location, event.country)  # type: ignore[attr-defined]
    place = ", ".join(f"<bdi>{escape.html(name)}</bdi>" for name in names)  # each in its own direction
    when, who, title, harm = (_cell(of(event)) for of in (text.when, text.who, text.title, text.harm))
    return when, f"<td>{place}</td>", who, title, harm


def _cell(words: str) -> str:
    return f'<td dir="auto">{escape.html(words)}</td>'


def _picture(points: pd.DataFrame) -> str:
    """Return a small map of the points."""
    canvas = Canvas(round(_BOX[2]), round(_BOX[3]))
    frame = Frame.of_box(_bounds(points), canvas.width, canvas.height, _PADDING)
    base_map.draw_land(canvas, _BOX, frame)
    for latitude, longitude in points.itertuples(index=False):
        x, y = frame.pixel(latitude, longitude)
        canvas.rect(x - _DOT, y - _DOT, x + _DOT, y + _DOT, theme.ATTACK, cornerRadius=_DOT, fillOpacity=0.75)
    picture = base64.b64encode(canvas.svg().encode()).decode()
    words = "The point of one row" if len(points) == 1 else f"The points of {len(points)} rows"
    return f'<img class="bw-preview-map" alt="{words} on a map" src="data:image/svg+xml;base64,{picture}">'


def _bounds(points: pd.DataFrame) -> list[list[float]]:
    low, high = points.min() - _MARGIN_DEGREES, points.max() + _MARGIN_DEGREES
    return [[max(low.latitude, -85.0), low.longitude], [min(high.latitude, 85.0), high.longitude]]
