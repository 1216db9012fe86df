"""The context: its page, its switch, and the facts on the card of an event."""

from data.record.catalog import load_catalog
from data.record.context import context_of
from data.view import View
from tests.app.visitor import Visitor

HALT = "Halt reported, February 2024: militia attacks stop after US airstrikes"
TOWER_22 = "selected=20240128-tower-22-drone"


def test_the_page_lists_every_fact_with_its_quote_publisher_and_doubt(visitor: Visitor) -> None:
    visitor.open().tick("page", "context")
    assert visitor.view == visitor.address == View(page="context")
    facts = context_of(load_catalog(), View())
    for fact in facts.itertuples():
        assert fact.headline in visitor.html
        assert f"“{fact.quote}” {fact.publisher}" in visitor.html
    for doubt in facts["doubt"].dropna():
        assert f"Doubt: {doubt}" in visitor.html
    assert "<b>70</b> of 70 facts" in visitor.html


def test_period_and_country_filter_the_page_and_no_fact_is_an_event(visitor: Visitor) -> None:
    visitor.open("dates=2024-02-01..2024-02-29&country=Iraq")
    before = visitor.map_rows, visitor.figures
    visitor.tick("page", "context")
    assert (visitor.map_rows, visitor.figures) == before
    assert HALT in visitor.html
    assert "SDF condemns" not in visitor.html
    assert "Blinken" not in visitor.html
    visitor.open("dates=2019-01-01..2019-12-31&page=context")
    assert "<b>0</b> of 70 facts" in visitor.html


def test_the_switch_hides_the_context_everywhere(visitor: Visitor) -> None:
    visitor.open(f"page=context&{TOWER_22}")
    assert "Around that day" in visitor.html
    assert any(HALT in words for *_, words in visitor.components["timeline"]["facts"])
    visitor.tick("context", "hidden")
    assert visitor.address.context == "hidden"
    assert HALT not in visitor.html
    assert "Around that day" not in visitor.html
    assert visitor.components["timeline"]["facts"] is None
    assert "The context is hidden" in visitor.html
    visitor.tick("context", "shown")
    assert visitor.address.context == "shown"
    assert HALT in visitor.html


def test_the_card_of_an_event_has_the_facts_around_its_day(visitor: Visitor) -> None:
    visitor.open(TOWER_22)
    around = visitor.html.partition("Around that day")[2]
    assert "<b>30 Jan 2024</b> Kata’ib Hezbollah suspends its military operations against US forces." in around
    assert around.index("30 Jan 2024") < around.index("<b>February 2024</b>")
    visitor.open("selected=20240813-syria-artillery")
    assert "Around that day" not in visitor.html
