"""The chart: killed and wounded by month, or events; a drag over it sets the period, a click picks a month."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.chart.chart_spec import Marks, empty_sentence, figure, kinds_drawn, title
from components.page_data import DashboardData
from components.widgets import option_groups
from components.widgets.help_text import PREFERRED_FIGURE, help_mark
from components.widgets.option_groups import switch
from data.view import View

_MEASURES: Final = {"harm": "By harm", "party": "By party", "events": "Events"}
_SUMS: Final = {"monthly": "Monthly", "cumulative": "Cumulative"}
_CONTEXT: Final = {"shown": "Context", "hidden": "Hide"}
_GROUPS: Final = {
    "attack": ("Red", "attacks"),
    "other": ("Grey", "other events"),
    "answer": ("Blue", "strikes"),
}
_MARKS: Final = " Violet, at the foot: context, facts known to a month or better; point at one to read it."
_NUMBER: Final = "chart_number"
"""Counts the charts of a session that were dragged over or clicked on."""


def draw(page: DashboardData) -> None:
    """Draw the chart of a view with its title and its switches."""
    view = page.view
    st.html(f"<h2>{title(view)}</h2>")
    measure = switch("measure", "Measure", _MEASURES, view.measure)
    context = [switch("context", "Context", _CONTEXT, view.context)] if page.of_record else []
    option_groups.draw("switches", measure, switch("running", "Sums", _SUMS, view.running), *context)
    if nothing := empty_sentence(view.measure, page.counts, page.chart_context):
        st.html(f'<p class="bw-note">{nothing}</p>')
        return
    depends_on = view.measure, view.running, view.month, view.context, tuple(page.key_days)
    spec = page.cached("chart", lambda: _spec(page), *depends_on)
    key = f"chart {st.session_state.get(_NUMBER, 0)}"
    with st.container(key="chart-frame"):
        # With another spec or another text for `alt` the browser would build a new chart.
        st.vega_lite_chart(spec={**spec}, theme=None, key=key, on_select=lambda: _follow(key), alt=title(view))
    meaning = escape.html(note(view.measure, spec))
    st.html(f'<p class="bw-note">{meaning}{_further_note(page)}</p>')


def note(measure: str, spec: Mapping[str, Any]) -> str:
    """Return what the chart's colours and marks mean, of those that it draws."""
    kinds = [kind.split() for kind in kinds_drawn(spec)]
    shown = [group for group in _GROUPS if any(kind[0] == group for kind in kinds)]
    parts = []
    for group in shown:
        colour, words = _GROUPS[group]
        side = "" if measure == "party" else f", {'below' if group == 'answer' else 'above'} the line"
        parts.append(f"{colour}{side}: {words if measure == 'events' else f'harmed in {words}'}")
    if any(kind[1] == "killed" for kind in kinds):
        parts.append("dark: killed")
    if "whiskers" in spec["datasets"]:
        parts.append("line: lowest to highest")
    if "opens" in spec["datasets"]:
        parts.append("+: open")
    return f"{'; '.join(parts)}."


def view_after_selection(selection: Mapping[str, Any], view: View) -> View:
    """Return the view after a drag or a click on the chart.

    A drag sets the period to the months that it touches. A click picks the column's month, or clears it if it was the
    picked one.
    """
    if edges := selection.get("brush", {}).get("start"):
        first, last = (datetime.fromtimestamp(edge / 1000, UTC).date() for edge in sorted(edges))
        return view.with_(dates=(first.replace(day=1), pd.Period(last, "M").end_time.date()), month="")
    if clicked := selection.get("column"):
        month = f"{datetime.fromtimestamp(clicked[0]['start'] / 1000, UTC):%Y-%m}"
        return view.with_(month="" if month == view.month else month, selected="")
    return view


def _spec(page: DashboardData) -> dict[str, Any]:
    marks = Marks(page.key_days, page.context)
    return figure(page.view, page.chart_rows, page.chart_context, page.record_extent, marks)


def _further_note(page: DashboardData) -> str:
    """Return the rest of the note below the chart, in HTML: marks of the context, heights, and what a click does."""
    marks = "" if page.context is None else _MARKS
    height = "" if page.view.measure == "events" else f" Height: the preferred figure {help_mark(PREFERRED_FIGURE)}."
    differing = "" if page.view.measure == "events" else "".join(f" {escape.html(words)}" for words in page.differing)
    return f"{marks}{height}{differing} Drag to set the period, click a column for its month."


def _follow(key: str) -> None:
    """Change the view after a drag or a click; the next chart has a new key, so that neither stays marked on it."""
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    state.show(view_after_selection(st.session_state[key]["selection"], state.current()))
