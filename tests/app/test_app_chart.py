"""The chart and the table: a drag, a press and a picked row change the view, and the view changes them."""

from datetime import date

from data.query.engine import Engine
from data.view import View
from tests.app.visitor import Visitor, key_of


def faded(visitor: Visitor) -> dict[str, bool]:
    """The months with a column, and whether each is drawn as context."""
    chart = visitor.components["timeline"]
    return {chart["months"][column["month"]]["name"]: column["faded"] for column in chart["columns"]}


def test_a_drag_over_the_chart_sets_the_period(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open("side=attack").use_chart("months", ["2023-10", "2024-02"])
    view = View(side=("attack",), dates=(date(2023, 10, 1), date(2024, 2, 29)))
    assert visitor.view == visitor.address == view
    assert visitor.days == (date(2023, 10, 1), date(2024, 2, 29))
    assert len(visitor.table) == record_engine.counts(view).shown
    assert visitor.buttons("chips")[0] == "1 Oct 2023 to 29 Feb 2024 ×"


def test_the_chart_fades_columns_outside_the_period(visitor: Visitor, record_engine: Engine) -> None:
    view = View(dates=(date(2023, 10, 1), date(2023, 12, 31)))
    drawn = faded(visitor.open(view.query()))
    solid = {month for month, is_faded in drawn.items() if not is_faded}
    assert solid == {f"{day:%Y-%m}" for day in record_engine.tolls(view)["month"]}
    assert set(drawn) > solid


def test_a_press_on_a_month_picks_it_and_a_second_clears_it(visitor: Visitor) -> None:
    visitor.open().use_chart("month", "2024-01")
    assert visitor.view == visitor.address == View(month="2024-01")
    assert "January 2024" in visitor.titles
    assert visitor.table["marked"].sum() == len(visitor.buttons("offers")) == 6
    assert visitor.map_state["month"] == "2024-01"
    assert [month for month, is_faded in faded(visitor).items() if not is_faded] == ["2024-01"]
    visitor.use_chart("month", "")
    assert visitor.view == visitor.address == View()
    assert not visitor.table["marked"].any()


def test_an_event_of_the_picked_month_can_be_opened(visitor: Visitor) -> None:
    visitor.open("month=2024-01").button("Drone strike at Tower 22")
    assert visitor.view == visitor.address == View(selected="20240128-tower-22-drone")


def test_a_press_on_a_dot_opens_its_event(visitor: Visitor) -> None:
    visitor.open().use_chart("event", "20240128-tower-22-drone")
    assert visitor.view == visitor.address == View(selected="20240128-tower-22-drone")
    assert visitor.components["timeline"]["selected"] == "20240128-tower-22-drone"


def test_the_switches_change_what_the_chart_measures(visitor: Visitor) -> None:
    drawn = [visitor.open().components["timeline"]["columns"]]
    for name, value in (("measure", "party"), ("measure", "events"), ("running", "cumulative")):
        visitor.tick(name, value)
        drawn.append(visitor.components["timeline"]["columns"])
    assert "Events by month, cumulative" in visitor.titles
    assert visitor.view == visitor.address == View(measure="events", running="cumulative")
    assert all(one != other for n, one in enumerate(drawn) for other in drawn[:n])


def test_filters_change_the_data_of_the_chart_and_the_browser_keeps_its_component(visitor: Visitor) -> None:
    visitor.open()
    built, columns = chart_id(visitor), visitor.components["timeline"]["columns"]
    visitor.tick("side", "attack")
    assert chart_id(visitor) == built
    assert visitor.components["timeline"]["columns"] != columns


def chart_id(visitor: Visitor) -> str:
    (component,) = [element for element in visitor.test.get("bidi_component") if key_of(element) == "timeline"]
    return str(component.proto.id)


def test_a_view_without_harm_has_a_sentence_and_its_events_as_dots(visitor: Visitor) -> None:
    visitor.open("country=Qatar")
    assert "None killed, none wounded reported (1 event)." in visitor.html
    chart = visitor.components["timeline"]
    assert [block for column in chart["columns"] for block in column["blocks"]] == []
    assert len(chart["dots"]) == 1


def test_the_chart_of_events_without_a_toll_reads_unknown(visitor: Visitor) -> None:
    visitor.open("event_type=ied")
    assert "No document gives a toll for these events: unknown, not none." in visitor.html
    assert "killed in attacks" not in visitor.figures


def test_the_figures_below_the_heading_have_both_bounds(visitor: Visitor) -> None:
    visitor.open("find=tower")
    assert visitor.figures == {
        "attack": "1",
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
    assert (row["Date"], row["Killed"], row["Wounded"]) == ("18 Oct 2023", "", "21+")
    visitor.open("find=tower")
    (row,) = visitor.table.to_dict("records")
    assert (row["Killed"], row["Wounded"]) == ("3 US", "25–47 US")


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
