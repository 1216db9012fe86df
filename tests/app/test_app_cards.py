"""The cards of bases, places and actors, the list of bases, and the legend as a filter."""

from data.query.engine import Engine
from data.view import View
from tests.app.visitor import Visitor

TOWER_22 = "20240128-tower-22-drone"
STRIKES = ("coalition_strike", "us_strike")


def test_a_click_on_a_base_opens_its_card_in_place_of_the_story(visitor: Visitor) -> None:
    visitor.open(f"selected={TOWER_22}&month=2024-01").send_map_message(kind="card", card="site:tower-22", count=1)
    assert visitor.view == visitor.address == View(card="site:tower-22")
    assert "Tower 22 <small>Base</small>" in visitor.titles
    assert "<dd><bdi>3 US killed · 25–47 US wounded</bdi></dd>" in visitor.html
    assert visitor.map_state["card"] == "site:tower-22"
    visitor.button("Close")
    assert visitor.view == View()
    assert "Most harmful in this view" in visitor.titles


def test_an_event_of_a_card_is_shown_and_the_card_again_when_it_is_closed(visitor: Visitor) -> None:
    visitor.open("card=site:tower-22").button("Drone strike at Tower 22")
    assert visitor.view == View(card="site:tower-22", selected=TOWER_22)
    assert "Drone strike at Tower 22" in visitor.titles
    visitor.button("Close")
    assert "Tower 22 <small>Base</small>" in visitor.titles


def test_a_story_leads_to_the_cards_of_its_place_and_its_actor(visitor: Visitor) -> None:
    visitor.open(f"selected={TOWER_22}").button("Actor: Islamic Resistance in Iraq")
    assert visitor.view == View(card="actor:islamic-resistance-in-iraq")
    visitor.button("Members: Kata'ib Hezbollah")
    assert visitor.view.card == "actor:kataib-hezbollah"
    assert "none in this view" in visitor.html
    visitor.button("Show the 4 strikes that name it")
    assert visitor.view == View(side=STRIKES, find="Kata'ib Hezbollah")
    assert len(visitor.table) == 4


def test_an_actor_without_events_says_where_it_is_named(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open("actor=Kata%27ib%20Hezbollah")
    assert "Kata'ib Hezbollah: no event in this view; named in 4 strikes of the whole record." in visitor.html
    visitor.button("Show the 4 strikes")
    assert visitor.view == View(side=STRIKES, find="Kata'ib Hezbollah")
    assert record_engine.counts(visitor.view).shown == 4


def test_a_card_of_nothing_is_left_out_of_the_link(visitor: Visitor) -> None:
    visitor.open("card=site:al-asda&side=attack")
    assert visitor.view == View(side=("attack",))
    assert any("card: there is no “site:al-asda”" in words for words in visitor.warnings)


def test_the_list_of_bases_opens_their_cards(visitor: Visitor) -> None:
    visitor.open("page=bases&country=Qatar")
    table = visitor.components["bases-table"]
    rows = {row[0]: row[2:] for row in table["rows"]}
    assert len(rows) == 15
    assert rows["site:al-asad"][:4] == ["al-Asad", "Iraq", "7", "14 Jun 2025"]
    assert rows["site:camp-victory"][2:6] == ["0", "", "", ""]
    visitor.pick_row("site:al-asad", table="bases-table")
    assert visitor.view == View(page="bases", country=("Qatar",), card="site:al-asad")
    assert visitor.components["bases-table"]["selected"] == "site:al-asad"
    assert "the events of this view, but for its country and area" in visitor.html


def test_the_legend_selects_only_one_and_adds_others(visitor: Visitor) -> None:
    def click(name: str, *values: str, add: bool = False) -> View:
        return visitor.send_map_message(kind="filter", name=name, values=values, add=add).view

    visitor.open()
    assert click("side", "us_strike", "coalition_strike") == View(side=STRIKES)
    assert visitor.map_state["legend"]["side"]["chosen"] == [*STRIKES]
    assert click("side", "attack", add=True) == View(side=("attack", *STRIKES))
    assert click("side", "us_strike", "coalition_strike", add=True) == View(side=("attack",))
    assert click("event_type", "drone strike") == View(side=("attack",), event_type=("drone strike",))
    assert click("event_type", "ied") == View(side=("attack",), event_type=("ied",))
    assert click("event_type", "ied") == View(side=("attack",))
    assert click("find", "x") == click("dates", "x") == click("__class__", "x") == View(side=("attack",))
    click("side", "atack")
    assert visitor.view == View(side=("attack",))
    assert any("side: there is no “atack”" in words for words in visitor.warnings)
