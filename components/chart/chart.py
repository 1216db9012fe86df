"""The chart: killed and wounded by month, or events; a drag over it sets the period, a click picks a month."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.chart.chart_spec import EMPTY, TITLES, KeyDay, figure
from components.widgets import option_groups
from components.widgets.option_groups import switch
from data.query.engine import Engine
from data.query.query_cache import cached
from data.view import Measure, Running, View

_MEASURES: Final = {"harm": "By harm", "party": "By party", "events": "Events"}
_RUNNING: Final = {"monthly": "Monthly", "cumulative": "Running"}
_NOTES: Final = {
    "harm": "Above the line: harmed in attacks; below: in strikes. Dark: killed; line: lowest to highest, + open.",
    "party": "Red: harmed in attacks; blue: in strikes. Dark: killed; line: lowest to highest, + open.",
    "events": "Above the line: attacks and other events; below: strikes.",
}
_TURN: Final = "chart_turn"


def show(view: View, engine: Engine, key_days: Sequence[KeyDay]) -> None:
    """Draw the chart of a view with its title and its switches; `key_days` are those it names."""
    title = f"{TITLES[view.measure]} by month{', running sum' if view.running == 'cumulative' else ''}"
    st.html(f"<h2>{title}</h2>")
    measure = switch("measure", "Measure", _MEASURES, view.measure)
    option_groups.draw("switches", measure, switch("running", "Running", _RUNNING, view.running))
    spec = _spec(engine, view, view.measure, view.running, view.month, tuple(key_days))
    if spec is None:
        st.html(f'<p class="bw-note">{EMPTY[view.measure]}</p>')
        return
    key = f"chart {st.session_state.get(_TURN, 0)}"
    with st.container(key="chart-frame"):
        # With another spec or another text for `alt` the browser would build the chart anew.
        st.vega_lite_chart(spec={**spec}, theme=None, key=key, on_select=lambda: _heard(key), alt=title)
    st.html(f'<p class="bw-note">{_NOTES[view.measure]} Drag to set the period, click a column for its month.</p>')


@cached
def _spec(
    engine: Engine, view: View, measure: Measure, running: Running, month: str, key_days: tuple[KeyDay, ...]
) -> dict[str, Any] | None:
    """The figure, kept; None where there is nothing to draw."""
    view = view.with_(measure=measure, running=running, month=month)
    ask = engine.months if measure == "events" else engine.tolls
    context = ask(view if running == "cumulative" else view.without("dates"))
    if context.empty:
        return None
    return figure(view, ask(view), context, engine.extent(View()), key_days)


def _heard(key: str) -> None:
    """Follow a drag or a click; the next chart is another one, on which neither stays marked."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    state.show(chosen(st.session_state[key]["selection"], state.current()))


def chosen(selection: Mapping[str, Any], view: View) -> View:
    """The view after a drag or a click on the chart.

    A drag sets the period to the months it touches; a click picks the column's month, or lets it go if it was picked.
    """
    if edges := selection.get("brush", {}).get("start"):
        first, last = (datetime.fromtimestamp(edge / 1000, UTC).date() for edge in sorted(edges))
        return view.with_(dates=(first.replace(day=1), pd.Period(last, "M").end_time.date()), month="")
    if clicked := selection.get("column"):
        month = f"{datetime.fromtimestamp(clicked[0]['start'] / 1000, UTC):%Y-%m}"
        return view.with_(month="" if month == view.month else month, selected="")
    return view
