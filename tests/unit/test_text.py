"""The figures below a heading: by party harmed, and only as far as the sums are known."""

import pandas as pd
import pytest

from data.query.engine import Counts, Coverage, Engine
from data.record.catalog import Catalog
from data.record.provenance import EventDetail, event_detail
from data.text import contradiction, doubt, figures, harmed_by_party, preference, reported, summary_of_groups
from data.view import View


def shown(engine: Engine, view: View) -> dict[str, str]:
    """Each figure of a view by what it counts."""
    return {words: number for number, words in figures(engine.counts(view), engine.tolls(view))}


def attacks(coverage: Coverage, *tolls: tuple[str, str, int, int, int]) -> dict[str, str]:
    """The figures of a view of attacks with these tolls: party, harm, low, high, open."""
    rows = [("attack", *toll) for toll in tolls]
    names = ["side", "party", "harm", "low", "high", "open"]
    counts = Counts(coverage.events, coverage.events, 0, 0, 0, 1, {"attack": coverage})
    return {words: number for number, words in figures(counts, pd.DataFrame(rows, columns=names))}


def test_silence_is_not_zero(record_engine: Engine) -> None:
    found = shown(record_engine, View(country=("Iraq",)))
    assert "killed in attacks" not in found
    assert found["with a reported toll"] == "7 of 16 attacks and 9 of 10 strikes"


def test_a_zero_that_every_event_reports_is_shown(record_engine: Engine) -> None:
    found = shown(record_engine, View(country=("Qatar",)))
    assert (found["killed in attacks"], found["wounded in attacks"]) == ("0", "0")
    assert "with a reported toll" not in found


def test_a_sum_says_whom_it_counts_and_of_how_many_events(record_engine: Engine) -> None:
    found = shown(record_engine, View())
    assert found["killed in attacks"] == "3 US, 7+ partner forces"
    assert found["wounded in attacks"] == "44–66+ US, 19 partner forces, 2 contractors, 29+ party not stated"
    assert found["killed in other events"] == "1 contractor"
    assert found["with a reported toll"] == "14 of 31 attacks and 12 of 18 strikes"


@pytest.mark.parametrize(
    ("tolls", "words"),
    [
        ([("us", "killed", 0, 0, 0)], "0 US"),
        ([("us", "killed", 0, 0, 1)], "0+ US"),
        ([("us", "killed", 0, 0, 0), ("unassigned", "killed", 0, 0, 0)], "0"),
        ([("us", "killed", 0, 0, 0), ("partner", "killed", 7, 7, 1)], "7+ partner forces"),
        ([("partner", "killed", 1, 1, 0), ("us", "killed", 1, 1, 0)], "1 US, 1 partner forces member"),
        (
            [(party, "killed", n, n, 0) for n, party in enumerate(("us", "civilian", "militia", "coalition"), 1)],
            "1 US, 4 coalition, 3 militia, 2 civilians",
        ),
        (
            [
                (party, "killed", n, n, 0)
                for n, party in enumerate(("us", "contractor", "civilian", "militia", "unassigned"), 1)
            ],
            "1 US, 4 militia, 5 party not stated, 5 others",
        ),
    ],
)
def test_a_figure_by_party(tolls: list[tuple[str, str, int, int, int]], words: str) -> None:
    assert attacks(Coverage(1, 1, 1, 0), *tolls)["killed in attacks"] == words


def test_zeros_are_shown_only_where_all_events_report_them() -> None:
    zero = ("us", "killed", 0, 0, 0)
    assert "killed in attacks" not in attacks(Coverage(2, 2, 1, 1), zero)
    assert attacks(Coverage(2, 2, 2, 1), zero)["killed in attacks"] == "0 US"
    assert attacks(Coverage(2, 1, 1, 0), ("us", "killed", 3, 3, 0)) == {
        "events": "2",
        "killed in attacks": "3 US",
        "place": "1",
        "with a reported toll": "1 of 2 attacks",
    }


@pytest.mark.parametrize(
    ("tolls", "words"),
    [
        ({"us": (3, 3)}, "3 US"),
        ({"partner": (7, None), "us": (3, 3)}, "3 US, 7+ partner forces"),
        ({"us": (25, 47), "contractor": (1, 1)}, "25–47 US, 1 contractor"),
        ({"unassigned": (4, None)}, "4+"),
        ({"unassigned": (2, 2), "us": (1, 1)}, "1 US, 2 party not stated"),
        ({"us": (0, 0), "civilian": (0, 0)}, "0"),
        ({}, ""),
    ],
)
def test_the_toll_of_an_event_is_by_party(tolls: dict[str, tuple[int, int | None]], words: str) -> None:
    low = pd.Series({f"{party}_killed_low": low for party, (low, _) in tolls.items()}, dtype="Int64")
    high = pd.Series({f"{party}_killed_high": high for party, (_, high) in tolls.items()}, dtype="Int64")
    total = pd.Series({"killed_low": None, "killed_high": None, "militia_killed_low": None}, dtype="Int64")
    event = pd.concat([low, high, total])
    assert harmed_by_party(event, "killed") == words


def test_the_toll_of_an_event_without_parties_is_its_total() -> None:
    assert harmed_by_party(pd.Series({"killed_low": 2, "killed_high": 3}), "killed") == "2–3"
    assert harmed_by_party(pd.Series({"killed_low": None, "killed_high": 3}, dtype="Int64"), "killed") == "at most 3"


def test_the_summary_of_a_table_has_the_figures_of_the_heading(record_engine: Engine) -> None:
    view = View(find="tower 22 drone")
    lines = summary_of_groups(record_engine.counts(view), record_engine.tolls(view))
    assert lines == ["1 attack: 3 US killed; 25–47 US wounded"]


def detail(catalog: Catalog, engine: Engine, event_id: str) -> EventDetail:
    found = event_detail(catalog, engine, event_id)
    assert found
    return found


def test_figures_for_different_parties_are_alternatives_with_their_accounts(
    catalog: Catalog, record_engine: Engine
) -> None:
    mashtal = detail(catalog, record_engine, "20240207-baghdad-mashtal-drone")
    assert [(figure.toll, figure.by) for figure in reported(mashtal)] == [
        ("1", "Encyclopaedia article"),
        ("3", "Encyclopaedia article (another source)"),
    ]
    assert preference(mashtal).startswith("The figures for different parties are alternatives")
    assert "Preferred" not in preference(mashtal)


def test_a_preference_is_named_only_where_figures_differ_and_one_is_preferred(
    catalog: Catalog, record_engine: Engine
) -> None:
    def words(event_id: str) -> str:
        return preference(detail(catalog, record_engine, event_id))

    assert words("20231121-abu-ghraib-airstrike").startswith("Preferred where they differ: Encyclopaedia article, ")
    assert words("20240128-tower-22-drone").startswith("No figure is preferred: ")
    assert words("20231018-al-asad-false-alarm") == "", "two documents agree"
    assert words("20240204-al-omar-drone") == "", "two parties of one document are a sum"


def test_the_word_that_was_read_as_a_number_is_beside_it(catalog: Catalog, record_engine: Engine) -> None:
    tolls = {figure.toll for figure in reported(detail(catalog, record_engine, "20231121-abu-ghraib-airstrike"))}
    assert tolls == {"at least 11 (“more than”)", "at least 3 (“several”)", "at least 2 (“others”)"}
    tolls = {figure.toll for figure in reported(detail(catalog, record_engine, "20240204-al-omar-drone"))}
    assert tolls == {"0", "at least 7", "18"}


def test_a_doubt_of_the_record_is_a_sentence(catalog: Catalog, record_engine: Engine) -> None:
    assert "dome" in doubt(detail(catalog, record_engine, "20250623-al-udeid-missile"))
    assert doubt(detail(catalog, record_engine, "20240118-muqdadiyah-shoot-down")) == ""


def test_a_total_below_the_strikes_of_the_view_is_a_contradiction(catalog: Catalog, record_engine: Engine) -> None:
    assert contradiction(catalog, record_engine.tolls(View())).startswith(
        "A published total has about 65 militants killed. The strikes that the same document describes"
    )
    assert contradiction(catalog, record_engine.tolls(View(country=("Iraq",)))) == ""
    assert contradiction(catalog, record_engine.tolls(View(side=("attack",)))) == ""
