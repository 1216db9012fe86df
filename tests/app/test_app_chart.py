"""The chart and the table: a drag, a click and a picked row change the view, and the view changes them."""

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
from components.chart.bar_layout import milliseconds

from data.query.engine import Engine
from data.view import View
from tests.app.visitor import Visitor


def month(text: str) -> int:
    return milliseconds(pd.Period(text, "M"))


def chart(visitor: Visitor) -> Any:
    (element,) = [
        element for kind in ("vega_lite_chart", "arrow_vega_lite_chart") for element in visitor.test.get(kind)
    ]
    return element.proto


def picture(visitor: Visitor) -> bytes:
    proto = chart(visitor)
    return proto.spec.encode() + b"".join(part.data.data for part in proto.datasets)


def segments(visitor: Visitor) -> pd.DataFrame:
    (table,) = [part.data.data for part in chart(visitor).datasets if part.name == "segments"]
    rows = pa.ipc.open_stream(table).read_pandas()
    return rows.assign(start=rows["first"].astype("int64") * 86_400_000)


def test_a_drag_over_the_chart_sets_the_period(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open("side=attack").brush_chart(month("2023-10") + 1, month("2024-02") + 1)
    view = View(side=("attack",), dates=(date(2023, 10, 1), date(2024, 2, 29)))
    assert visitor.view == visitor.address == view
    assert visitor.days == (date(2023, 10, 1), date(2024, 2, 29))
    assert len(visitor.table) == record_engine.counts(view).shown
    assert visitor.buttons("chips")[0] == "1 Oct 2023 to 29 Feb 2024 ✕"


def test_the_chart_fades_bars_outside_the_period(visitor: Visitor, record_engine: Engine) -> None:
    view = View(dates=(date(2023, 10, 1), date(2023, 12, 31)))
    visitor.open(view.query())
    rows = segments(visitor)
    solid = rows[rows["opacity"] == 1]
    assert set(solid["start"]) == {month(f"{day:%Y-%m}") for day in record_engine.tolls(view)["month"]}
    assert set(rows["start"]) > set(solid["start"])


def test_a_click_on_a_column_picks_its_month_and_a_second_clears_it(visitor: Visitor) -> None:
    visitor.open().click_chart(month("2024-01"))
    assert visitor.view == visitor.address == View(month="2024-01")
    assert "January 2024" in visitor.titles
    assert visitor.table["marked"].sum() == len(visitor.buttons("offers")) == 6
    assert visitor.map_state["month"] == "2024-01"
    visitor.click_chart(month("2024-01"))
    assert visitor.view == visitor.address == View()
    assert not visitor.table["marked"].any()


def test_an_event_of_the_picked_month_can_be_opened(visitor: Visitor) -> None:
    visitor.open("month=2024-01").button("Drone strike at Tower 22")
    assert visitor.view == visitor.address == View(selected="20240128-tower-22-drone")


def test_the_switches_change_what_the_chart_measures(visitor: Visitor) -> None:
    visitor.open()
    drawn = {picture(visitor)}
    visitor.tick("measure", "party")
    drawn.add(picture(visitor))
    assert visitor.titles[0] == "Killed and wounded, by party harmed, by month"
    visitor.tick("measure", "events")
    drawn.add(picture(visitor))
    visitor.tick("running", "cumulative")
    drawn.add(picture(visitor))
    assert visitor.titles[0] == "Events by month, cumulative"
    assert visitor.view == visitor.address == View(measure="events", running="cumulative")
    assert len(drawn) == 4


def test_filters_change_the_data_of_the_chart_and_nothing_else(visitor: Visitor) -> None:
    """The browser builds a new chart if its key, its specification or its text for screen readers changes."""
    visitor.open()
    built, rows = identity(visitor), segments(visitor)
    visitor.tick("side", "attack")
    assert identity(visitor) == built
    assert not segments(visitor).equals(rows)


def identity(visitor: Visitor) -> tuple[str, str, str]:
    proto = chart(visitor)
    return proto.id, proto.spec, proto.alt


def test_a_drag_is_not_selected_on_the_next_chart(visitor: Visitor) -> None:
    visitor.open()
    before = chart(visitor).id
    visitor.brush_chart(month("2023-10") + 1, month("2024-02") + 1)
    assert chart(visitor).id != before


def test_a_view_without_harm_has_a_sentence_and_no_chart(visitor: Visitor) -> None:
    visitor.open("country=Qatar")
    assert "None reported killed or wounded in 1 event." in visitor.html
    assert not visitor.test.get("vega_lite_chart") + visitor.test.get("arrow_vega_lite_chart")


def test_the_chart_of_events_without_a_toll_reads_unknown(visitor: Visitor) -> None:
    visitor.open("event_type=ied")
    assert "No document gives a toll for these events: unknown, not none." in visitor.html
    assert "killed in attacks" not in visitor.figures


def test_the_figures_below_the_heading_have_both_bounds(visitor: Visitor) -> None:
    visitor.open("find=tower")
    assert visitor.figures == {
        "event": "1",
        "killed in attacks": "3 US",
        "wounded in attacks": "25–47 US",
        "place": "1",
    }


def test_a_click_on_a_row_selects_its_event_and_a_second_clears_it(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open("side=attack")
    assert visitor.table["id"].tolist() == record_engine.events(View(side=("attack",)), 50)["event_id"].tolist()
    chosen = visitor.table["id"].iloc[2]
    visitor.pick_row(chosen)
    assert visitor.view == visitor.address == View(side=("attack",), selected=chosen)
    assert visitor.map_state["selected"] == chosen
    visitor.pick_row()
    assert visitor.view == visitor.address == View(side=("attack",))


def test_the_table_shows_tolls_as_reported_and_unknown_as_empty(visitor: Visitor) -> None:
    visitor.open("dates=2023-10-18&find=tanf")
    (row,) = visitor.table.to_dict("records")
    assert (row["Date"], row["Killed"], row["Wounded"]) == ("18 Oct 2023", "", "at least 21")
    visitor.open("find=tower")
    (row,) = visitor.table.to_dict("records")
    assert (row["Killed"], row["Wounded"]) == ("3", "25–47")


def test_the_table_marks_events_that_are_possibly_outside(visitor: Visitor) -> None:
    visitor.open("dates=2023-11-15..2023-11-19&area=40,36,41,37")
    (row,) = visitor.table.to_dict("records")
    assert row["Date"] == "November 2023, possibly outside the dates"
    assert "1 of them possibly outside the dates" in visitor.html


def test_the_most_harmful_events_are_listed_and_open(visitor: Visitor) -> None:
    visitor.open("side=attack")
    offered = visitor.buttons("offers")
    assert len(offered) == 3
    assert offered[0].startswith("Drone strike at al-Omar field · ")
    visitor.button("Drone strike at Tower 22")
    assert visitor.view.selected == visitor.address.selected == "20240128-tower-22-drone"


def test_the_note_of_the_chart_has_open_figures_that_differ(visitor: Visitor) -> None:
    words = "Airstrike near Abu Ghraib: at least 3 or at least 11 militia killed, by different documents."
    assert words in visitor.open("country=Iraq").html
    assert words not in visitor.tick("measure", "events").html
    assert words not in visitor.open("country=Jordan").html


def test_the_explanation_of_the_named_periods_fits_them(visitor: Visitor) -> None:
    sentence = visitor.open().choices["period"]["help"]
    assert "“Oct 2023 – Feb 2024” is from the first attack of 17 October 2023" in sentence
    assert "without a day, and attacks follow it" in sentence
