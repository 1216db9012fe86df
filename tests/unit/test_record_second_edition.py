"""The right values of the record's second edition, each of which was wrong in the first."""

import re
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import pandas as pd
import pytest

from data.periods import KEY_EVENTS, PERIODS
from data.record.catalog import Catalog
from data.record.package import VERSION
from data.terms import APPROXIMATE, CONVENTIONS, EVENT_TYPES, PARTIES, QUALIFIERS
from data.text import title

Flat = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture
def events(catalog: Catalog) -> pd.DataFrame:
    return catalog.events.set_index("event_id")


@pytest.fixture
def sites(catalog: Catalog) -> pd.DataFrame:
    return catalog.sites.set_index("site_id")


def tolls(catalog: Catalog, event_id: str) -> list[tuple[str, str, int, object]]:
    """Each figure of an event: party, harm, low, high (None where open)."""
    rows = catalog.casualties[catalog.casualties["event_id"] == event_id]
    return [(row.party, row.harm, row.low, None if pd.isna(row.high) else row.high) for row in rows.itertuples()]


def words(flat: Flat, event_id: str) -> str:
    return title(next(row for row in flat[0].itertuples() if row.event_id == event_id))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (a, b), (c, d) = (map(radians, point) for point in (one, other))
    return 12742 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def sums(flat: Flat, harm: str, *sides: str) -> int:
    events = flat[0][flat[0]["side"].isin(sides)]
    return int(events[f"{harm}_low"].sum())


def test_the_version() -> None:
    assert VERSION == "1.1.0"


def test_headline_figures(flat: Flat) -> None:
    assert len(flat[0]) == 50
    assert flat[0]["side"].value_counts().to_dict() == {
        "attack": 31,
        "us_strike": 15,
        "coalition_strike": 3,
        "other": 1,
    }
    assert sums(flat, "killed", "attack") == 10
    assert sums(flat, "wounded", "attack") == 94
    assert sums(flat, "killed", "us_strike", "coalition_strike") == 98
    assert sums(flat, "wounded", "us_strike", "coalition_strike") == 32


def test_a_plural_without_a_number_is_two_or_more(catalog: Catalog) -> None:
    assert ("militia", "wounded", 2, None) in tolls(catalog, "20231121-abu-ghraib-airstrike")


def test_the_artillery_without_a_day_is_a_range(events: pd.DataFrame) -> None:
    row = events.loc["20240813-syria-artillery"]
    assert (f"{row['date_start']:%d}", f"{row['date_end']:%d}", row["time_precision"]) == ("13", "14", "range")


def test_al_omar_has_the_point_of_its_source(sites: pd.DataFrame) -> None:
    for site_id in ("al-omar-field", "green-village"):
        assert tuple(sites.loc[site_id, ["latitude", "longitude"]]) == (35.1517, 40.5758)
        assert sites.loc[site_id, "geo_precision"] != "site"
    assert kilometres((35.1, 40.55), (35.1517, 40.5758)) == pytest.approx(6.2, abs=0.1)


@pytest.mark.parametrize(
    "site_id",
    ["baghdad", "nujaba-hq-baghdad", "kirkuk", "abu-ghraib", "muqdadiyah", "mosul-dam", "babylon", "green-village"],
)
def test_a_place_known_only_as_near_or_as_a_city_of_millions_is_a_district(sites: pd.DataFrame, site_id: str) -> None:
    assert sites.loc[site_id, "geo_precision"] == "district"


def test_no_approximate_point_is_a_site(sites: pd.DataFrame) -> None:
    assert not sites.loc[sites["geo_precision"] == "site", "coordinate_source"].str.contains("approximate").any()


@pytest.mark.parametrize(
    ("event_id", "expected"),
    [
        ("20231204-kirkuk-airstrike", "Airstrike near Kirkuk"),
        ("20231121-abu-ghraib-airstrike", "Airstrike near Abu Ghraib"),
        ("20240118-muqdadiyah-shoot-down", "Shoot-down near Muqdadiyah"),
        ("20231109-mosul-dam-ied", "IED near Mosul Dam"),
        ("20240730-babylon-airstrike", "Airstrike near Babylon"),
        ("20231027-abu-kamal-airstrike", "Airstrike near Abu Kamal"),
        ("20231108-maysulun-airstrike", "Airstrike near Maysulun"),
        ("20220103-baghdad-airport-drone", "Drone strike near Baghdad airport"),
        ("20220104-green-village-preemptive", "Strike near Green Village"),
        ("20220105-mayadin-artillery", "Artillery near Mayadin"),
        ("20240813-deir-ez-zor-rockets", "Rocket attack near US airbase in Deir ez-Zor Governorate"),
        ("20240128-tower-22-drone", "Drone strike at Tower 22"),
    ],
)
def test_titles_keep_the_near(flat: Flat, event_id: str, expected: str) -> None:
    assert words(flat, event_id) == expected


def test_whose_the_three_dead_of_mashtal_were_is_not_said(catalog: Catalog) -> None:
    assert set(tolls(catalog, "20240207-baghdad-mashtal-drone")) == {
        ("militia", "killed", 1, 1),
        ("unassigned", "killed", 3, 3),
    }


def test_al_muhandis_is_militia(catalog: Catalog) -> None:
    assert set(tolls(catalog, "20200103-baghdad-airstrike")) == {
        ("militia", "killed", 1, None),
        ("unassigned", "killed", 1, None),
    }


def test_the_party_without_a_name_says_what_it_is() -> None:
    assert PARTIES["unassigned"] == "Party not stated or not divided"


def test_a_target_is_what_was_aimed_at_and_not_who_was_hit(events: pd.DataFrame) -> None:
    assert "security sites" in events.loc["20240730-babylon-airstrike", "target"]
    assert "Muhandis" not in events.loc["20200103-baghdad-airstrike", "target"]
    assert "commander" not in events.loc["20240207-baghdad-mashtal-drone", "target"]
    assert events.loc[["20231204-kirkuk-airstrike", "20240910-camp-victory-rockets"], "target"].isna().all()


@pytest.mark.parametrize(
    ("event_id", "quote"),
    [
        ("20231112-mayadin-airstrike", "U.S. officials said IRGC-related personnel were there and likely struck"),
        ("20240730-babylon-airstrike", "by targeting security sites"),
        ("20240123-iraq-airstrikes", "including Kataib Hezbollah"),
        ("20231204-kirkuk-airstrike", "identified as members of an Iran-backed militia"),
        ("20231204-al-shaddadi-missile", "significant barrage"),
        ("20250623-al-udeid-missile", "no significant damage"),
        ("20200103-baghdad-airstrike", "al-Muhandis"),
    ],
)
def test_what_a_row_says_has_its_quote(catalog: Catalog, event_id: str, quote: str) -> None:
    quotes = catalog.citations.loc[catalog.citations["event_id"] == event_id, "quote"]
    assert quotes.str.contains(quote, regex=False).any()


@pytest.mark.parametrize(
    ("event_id", "word"),
    [
        ("20220104-green-village-preemptive", "preemptive"),
        ("20240204-al-omar-drone", "By the account of the Syrian Democratic Forces"),
        ("20240104-baghdad-drone", "By militia and police accounts"),
        ("20231204-al-shaddadi-missile", "significant"),
        ("20240202-iraq-airstrikes", "do not say where"),
        ("20240207-baghdad-mashtal-drone", "whose is not said"),
        ("20231122-jurf-al-nasr-airstrike", "does not say whose"),
    ],
)
def test_a_summary_keeps_the_words_that_qualify(events: pd.DataFrame, event_id: str, word: str) -> None:
    assert word in events.loc[event_id, "summary"]


@pytest.mark.parametrize(
    ("event_id", "word"),
    [
        ("20231108-al-harir-drone", "may be one"),
        ("20231109-al-harir-drone", "may be one"),
        ("20220104-green-village-preemptive", "third straight day"),
        ("20231017-al-asad-drone", "17 and 21 October"),
        ("20231018-al-tanf-drone", "17 and 21 October"),
        ("20250623-al-udeid-missile", "dome"),
        ("20231121-abu-ghraib-airstrike", "together"),
        ("20231122-jurf-al-nasr-airstrike", "covers this strike and Abu Ghraib"),
        ("20240202-iraq-airstrikes", "among the 35"),
        ("20240202-syria-airstrikes", "among these 35"),
    ],
)
def test_doubts_are_part_of_the_record(events: pd.DataFrame, event_id: str, word: str) -> None:
    assert word in events.loc[event_id, "doubt"]


def test_no_figure_of_tower_22_is_preferred(events: pd.DataFrame) -> None:
    row = events.loc["20240128-tower-22-drone"]
    assert pd.isna(row["preferred_source"])
    assert "nothing" in row["preferred_reason"]


def test_publishers(catalog: Catalog) -> None:
    publishers = catalog.sources.set_index("source_id")["publisher"]
    assert (publishers["web-003"], publishers["wiki-000"]) == ("The World Monitor", "Encyclopaedia article")


def test_an_ied_is_not_a_roadside_bomb() -> None:
    assert EVENT_TYPES["ied"] == "IED"


def test_no_period_and_no_day_is_named_after_the_halt() -> None:
    assert not any("halt" in name.casefold() for name in (*PERIODS, *KEY_EVENTS.values()))


def test_the_halt_is_a_fact_of_february_2024_with_its_quote(catalog: Catalog) -> None:
    halt = catalog.context.set_index("context_id").loc["20240201-attacks-halted"]
    assert halt["headline"].startswith("Halt reported, February 2024")
    assert halt["time_precision"] == "month"
    assert "In February 2024" in halt["quote"]
    assert "4 February" in halt["doubt"]


@pytest.mark.parametrize(
    ("actor_id", "name"),
    [
        ("kataib-imam-ali", "كتائب الإمام علي"),
        ("harakat-ansar-allah-al-awfiya", "أنصار الله الأوفياء"),
        ("irgc-qods-force", "فيلق القدس"),
        ("saraya-qasem-al-jabaareen", "سرايا قاصم الجبارين"),
        ("us-led-coalition", "التحالف الدولي"),
    ],
)
def test_actors_have_their_arabic_names(catalog: Catalog, actor_id: str, name: str) -> None:
    assert name in catalog.actors.set_index("actor_id").loc[actor_id, "aliases"].split("; ")


def test_every_actor_has_an_arabic_name(catalog: Catalog) -> None:
    assert catalog.actors["aliases"].str.contains("[\u0600-\u06ff]").all()


def test_undated_totals_have_no_date(catalog: Catalog) -> None:
    undated = catalog.totals[catalog.totals["as_of"].isna()]
    assert set(undated["source_id"]) == {"wiki-000"}
    assert undated[["measure", "low"]].to_numpy().tolist() == [
        ["attacks_recorded", 171],
        ["militants_killed", 65],
        ["us_wounded", 24],
    ]


def test_about_and_some_stay_with_their_number(catalog: Catalog) -> None:
    near = re.compile(r"\b(about|some) [\d,]+")
    for row in catalog.totals.itertuples():
        said = near.search(row.quote)
        if said and f"{row.low:,}" in said[0]:
            assert row.qualifier == said[1] in APPROXIMATE
    told = catalog.totals[catalog.totals["qualifier"].isin(APPROXIMATE)]
    assert sorted(told["low"]) == [65, 900, 2000, 2500]


def test_every_word_that_opens_a_figure_is_beside_it(catalog: Catalog) -> None:
    for table in (catalog.casualties, catalog.totals):
        assert table.loc[table["high"].isna() & (table["low"] > 1), "qualifier"].notna().all()


def test_the_total_of_about_65_says_that_its_own_document_has_more(catalog: Catalog, events: pd.DataFrame) -> None:
    total = catalog.totals[catalog.totals["measure"] == "militants_killed"].iloc[0]
    told = catalog.casualties[
        (catalog.casualties["source_id"] == "wiki-000") & (catalog.casualties["harm"] == "killed")
    ]
    told = told[told["event_id"].map(events["side"]).isin(["us_strike"])]
    least = told.groupby("event_id")["low"].min().sum()
    assert least == 96
    assert f"at least {least} killed" in total["doubt"]


def test_conventions_give_each_word_its_reading() -> None:
    readings = dict(CONVENTIONS)
    assert readings["“several”"].startswith("3 or more")
    assert readings["“dozens”"].startswith("24 or more")
    assert "Popular Mobilization Forces" in readings["militia"]
    assert all(f"“{word}”" in readings for word in QUALIFIERS if word != "others")


@pytest.mark.parametrize(
    ("context_id", "word"),
    [
        ("20231020-embassy-staff-leave", "embassy"),
        ("20240105-sudani-coalition-removal", "coalition"),
        ("20240110-hemo-withdrawal", "350"),
        ("20240123-us-iraq-agree-talks", "talks"),
        ("20240130-kh-suspension", "suspends"),
        ("20240322-hussein-sullivan", "Sullivan"),
        ("20240415-sudani-white-house", "Planned"),
        ("20240401-kh-offer-jordan", "12,000 fighters"),
        ("20240901-withdrawal-understanding", "understanding"),
        ("20241201-militias-agree-cease", "agree"),
        ("20250613-israel-strikes-iran", "Iran"),
        ("20250619-askari-vow", "vows"),
        ("20250619-us-bombs-iran-nuclear", "nuclear"),
        ("20231118-us-troops-iraq-syria", "2,000"),
        ("20210701-biden-kadhimi-announcement", "2021"),
        ("20220103-raisi-ghaani-revenge", "revenge"),
    ],
)
def test_the_context_has_its_facts(catalog: Catalog, context_id: str, word: str) -> None:
    assert word in catalog.context.set_index("context_id").loc[context_id, "headline"]


def test_the_context_is_in_the_order_of_its_days(catalog: Catalog) -> None:
    starts = catalog.context["date_start"].tolist()
    assert all(one <= other for one, other in pairwise(starts))
