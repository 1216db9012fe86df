"""The chart of time: tolls by month and single events by day; a drag sets the period, a click picks a month."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import assets, escape, state
from components.chart import payload, timeline
from components.chart.chart_words import empty_sentence, title
from components.page_data import DashboardData
from components.widgets import clicks, option_groups
from components.widgets.help_text import CHART_PARTS, help_mark
from components.widgets.option_groups import switch
from data.text import summary_of_groups
from data.view import View

KEY: Final = "timeline"
_MEASURES: Final = {"harm": "By harm", "party": "By party", "events": "Events"}
_SUMS: Final = {"monthly": "Monthly", "cumulative": "Cumulative"}
_CONTEXT: Final = {"shown": "Context", "hidden": "Hide"}
_timeline = assets.component("timeline", "timeline/timeline.js")


def draw(page: DashboardData) -> None:
    """Draw the chart of a view with its title and its switches."""
    view = page.view
    with st.container(key="chart-head", horizontal=True, vertical_alignment="bottom"):
        note = empty_sentence(view.measure, page.counts, page.chart_context)
        mark = help_mark(CHART_PARTS) if page.of_record else ""
        st.html(f'<h2>{title(view)}</h2>{mark} <span class="bw-note">{note}</span>')
        measure = switch("measure", "Measure", _MEASURES, view.measure)
        context = [switch("context", "Context", _CONTEXT, view.context)] if page.of_record else []
        option_groups.draw("switches", measure, switch("running", "Sums", _SUMS, view.running), *context)
    depends_on = view.measure, view.running, view.month, view.selected, view.context, tuple(page.key_days)
    chart = page.cached("timeline", lambda: payload.packed(_data(page)), *depends_on)
    _timeline(data={"chart": chart, **clicks.acknowledgement(KEY)}, key=KEY, on_act_change=_act)
    differing = "" if view.measure == "events" else " ".join(escape.html(words) for words in page.differing)
    if differing:
        st.html(f'<p class="bw-note">{differing}</p>')


def _data(page: DashboardData) -> dict[str, Any]:
    return payload.payload(timeline.of_page(page), page.view, _alternative_text(page), page.options["side"])


def _alternative_text(page: DashboardData) -> str:
    """Return the chart's title and the view with its figures."""
    figures = ". ".join(summary_of_groups(page.counts, page.tolls))
    return f"{title(page.view)}: {page.view.describe(page.extent)}. {figures or 'No event'}."


def _act() -> None:
    for kind, value in clicks.unseen(KEY, st.session_state[KEY].act):
        state.show(view_after(kind, value, state.current()))


def view_after(kind: str, value: Any, view: View) -> View:
    """Return the view after an act on the chart.

    Args:
        kind: `month` (pick it, empty for none), `months` or `period` (set the dates), `event` (select it) or `side`.
        value: a month YYYY-MM, the first and the last month, the first and the last day, an id, or sides with whether
            they are added to the others.
        view: the view before.
    """
    if kind == "month":
        return view.with_(month=value, selected="")
    if kind == "side":
        sides, is_added = value
        return view.with_(side=view.toggled("side", sides, add=is_added))
    if kind == "event":
        return view.with_(selected="" if value == view.selected else value, month="")
    first, last = value
    if kind == "months":
        start, end = pd.Period(first, "M").start_time.date(), pd.Period(last, "M").end_time.date()
    else:
        start, end = (pd.Timestamp(day).date() for day in (first, last))
    return view.with_(dates=(start, end), month="")
