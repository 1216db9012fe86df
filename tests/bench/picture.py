"""The results as a picture: seconds over events, both on logarithmic scales, each line with its name at its end."""

from pathlib import Path
from typing import Any, Final

import altair as alt
import pandas as pd

from components.symbology import COLOURS
from tests.bench import peers_page
from tests.bench.figures import FILTER_S
from tests.bench.results import OURS, Results

_PAPER, _INK, _GREY, _HAIRLINE = "#fbfaf7", "#1d1f22", "#5e646b", "#e8e4dc"
_LINES: Final = {
    OURS: COLOURS["attack"],
    "FastMarkerCluster": COLOURS["answer"],
    "pydeck": _INK,
    "st.map": COLOURS["other"],
}
_WIDTH, _HEIGHT = 760, 420
_FONT: Final = "Source Sans, Helvetica, Arial, sans-serif"
_EVENTS: Final = (1e3, 1e4, 1e5, 1e6, 1e7, 1e8)
_SECONDS: Final = (0.1, 0.3, 1, 3, 10, 30, 100)
_SHORT: Final = "datum.value >= 1e6 ? format(datum.value / 1e6, ',') + ' million' : format(datum.value, ',')"


def draw(results: Results, out: Path) -> None:
    """Write the picture as SVG."""
    points = _points(results)
    layers = [_limits(), *_lines(points), *_timeouts(points)]
    chart = alt.layer(*layers).properties(
        width=_WIDTH,
        height=_HEIGHT,
        background=_PAPER,
        padding={"left": 16, "right": 24, "top": 16, "bottom": 12},
        title=alt.TitleParams(
            "From a change of the dates to the map redrawn and the page idle",
            subtitle="Seconds, median of five; the same tables, the same browser, the same machine",
            **_TITLE,
        ),
    )
    chart.configure(font=_FONT, view=alt.ViewConfig(stroke=None)).save(out)


_TITLE: Final = {"anchor": "start", "color": _INK, "subtitleColor": _GREY, "fontSize": 16, "offset": 14}


def _points(results: Results) -> pd.DataFrame:
    """Return one row for each dashboard and size; a missing response is drawn at the timeout."""
    rows = [(run.who, run.events, run.median()) for run in results.runs if run.measures]
    frame = pd.DataFrame(rows, columns=["who", "events", "seconds"]).astype({"seconds": "float64"})
    frame["answered"] = frame["seconds"].notna()
    frame["seconds"] = frame["seconds"].fillna(peers_page.TIMEOUT_S)
    frame["last"] = frame["events"] == frame.groupby("who")["events"].transform("max")
    return frame.assign(words=[f"{who}: {_seconds_in_words(*rest)}" for who, *rest in zip(*map(frame.get, _SHOWN))])


_SHOWN: Final = ("who", "seconds", "answered")


def _seconds_in_words(seconds: float, answered: bool) -> str:  # noqa: FBT001 - a column's cell
    return f"{seconds:.2g} s" if answered else f"no answer in {seconds:.0f} s"


def _x(field: str = "events") -> alt.X:
    axis = alt.Axis(values=_EVENTS, labelExpr=_SHORT, title="Events", grid=False, **_AXIS)
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(type="log", domain=[800, 4e8], nice=False))


def _y() -> alt.Y:
    axis = alt.Axis(values=_SECONDS, format="~g", title=None, gridColor=_HAIRLINE, **_AXIS)
    return alt.Y("seconds:Q", axis=axis, scale=alt.Scale(type="log", domain=[0.1, 130], nice=False))


_AXIS: Final = {
    "domain": False,
    "ticks": False,
    "labelColor": _GREY,
    "titleColor": _GREY,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelPadding": 6,
}


def _colour() -> alt.Color:
    return alt.Color("who:N", scale=alt.Scale(domain=list(_LINES), range=list(_LINES.values())), legend=None)


def _lines(points: pd.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(points).encode(_x(), _y(), _colour())
    names = alt.Chart(_apart(points[points["last"]])).encode(_x(), _y(), _colour(), alt.Text("words:N"))
    return [
        base.mark_line(strokeWidth=2),
        base.transform_filter("datum.answered").mark_point(filled=True, size=50, opacity=1),
        names.mark_text(align="left", baseline="middle", dx=9, fontSize=13, fontWeight=600),
    ]


def _apart(names: pd.DataFrame) -> pd.DataFrame:
    """Return the names at the ends of lines, moved up where they would overlap."""
    placed: list[float] = []
    of_lines = names.sort_values(["events", "seconds"])
    for events, seconds in zip(of_lines["events"], of_lines["seconds"]):
        below = [at for at, its in zip(placed, of_lines["events"]) if its == events]
        placed.append(max(seconds, *(at * _LETTERS for at in below), 0.0))
    return of_lines.assign(seconds=placed)


_LETTERS: Final = 1.27
"""The height of a name, as a factor of seconds."""


def _timeouts(points: pd.DataFrame) -> list[alt.Chart]:
    """Return hollow points for missing responses."""
    missing = points[~points["answered"]]
    if missing.empty:
        return []
    drawn = alt.Chart(missing).mark_point(size=50, fill=_PAPER, opacity=1)
    return [drawn.encode(_x(), _y(), _colour())]


def _limits() -> alt.LayerChart:
    """Return the figures to hold, as steps."""
    edges = [800, *FILTER_S]
    steps = pd.DataFrame(
        {
            "events": edges[:-1],
            "end": edges[1:],
            "seconds": FILTER_S.values(),
            "words": [f"at most {s:g} s" for s in FILTER_S.values()],
        }
    )
    base = alt.Chart(steps).encode(_x(), _y())
    return alt.layer(
        base.mark_rule(color=_GREY, strokeDash=[3, 3]).encode(alt.X2("end")),
        # Lines rise from below: the first limit's label is below its end, the others' are above their start.
        _words(steps[:1], "end", align="right", baseline="top", dy=4),
        _words(steps[1:], "events", align="left", baseline="bottom", dy=-3),
    )


def _words(steps: pd.DataFrame, edge: str, **look: Any) -> alt.Chart:
    return alt.Chart(steps).mark_text(color=_GREY, fontSize=12, **look).encode(_x(edge), _y(), alt.Text("words:N"))
