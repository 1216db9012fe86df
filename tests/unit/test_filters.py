"""A filter is one object: a facet that this test makes up works everywhere, on tables of every size."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import ibis
import pandas as pd
import pytest

from data.__main__ import main
from data.casualties import to_wide
from data.filters import FILTERS, Facet
from data.parameters import ViewError
from data.query import prepared_table
from data.query.database import Database
from data.query.engine import Engine
from data.view import View
from tests.unit.test_engine import UMBRELLAS, made_up

NOT_STATED = "not stated"


@dataclass(frozen=True)
class WiderView(View):
    """A view with one more filter, which the daily sums do not know."""

    weapon: Annotated[
        tuple[str, ...],
        Facet(
            meaning="With what.",
            example="Rockets",
            title="Weapon",
            sentence_place=4,
            column="weapon",
            template="with {}",
            null_value=NOT_STATED,
            null_label="Weapon not stated",
            columns=("weapon",),
        ),
    ] = ()


ROCKETS = WiderView(weapon=("Rockets",))
VIEWS = [
    WiderView(),
    WiderView(side=("attack",)),
    ROCKETS,
    ROCKETS.with_(weapon=("Rockets", "a drone"), side=("attack",), event_type=("airstrike", "ied")),
    ROCKETS.with_(weapon=(NOT_STATED,), country=("Iraq",)),
    ROCKETS.with_(dates=(date(2023, 3, 1), date(2023, 6, 30)), actor=("Branch",)),
]
SPANS = ((None, date(2023, 6, 1)), (date(2023, 3, 1), None))


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return made_up()[0]


@pytest.fixture(scope="module")
def in_memory() -> Engine:
    return Engine.of_frames(*made_up(), UMBRELLAS, version="one")


@pytest.fixture(scope="module")
def with_daily_sums(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return the same events in a prepared file with sums by day, as large tables are served."""
    folder: Path = tmp_path_factory.mktemp("prepared")
    to_wide(*made_up()).to_parquet(folder / "events.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared_table, "ROLLUP_MIN_RATIO", 0)
        prepared_table.on_disk([folder / "events.parquet"], folder / "events.duckdb")
    opened = duckdb.connect(str(folder / "events.duckdb"), read_only=True)
    database = Database(lambda: ibis.duckdb.from_connection(opened.cursor()))
    assert prepared_table.table_by_day(opened) == prepared_table.BY_DAY
    return Engine(database, UMBRELLAS, version="two", by_day=prepared_table.BY_DAY)


def shown(events: pd.DataFrame, view: WiderView) -> pd.DataFrame:
    """Return the events of a view with a weapon and other facets, without an actor."""
    found = events.assign(weapon=events["weapon"].fillna(NOT_STATED))
    for name in ("weapon", "side", "event_type", "country"):
        if values := getattr(view, name):
            found = found[found[name].isin(values)]
    return found


@pytest.mark.parametrize("view", VIEWS, ids=WiderView.query)
def test_a_facet_missing_from_the_daily_sums_works_on_every_table(
    view: WiderView, with_daily_sums: Engine, in_memory: Engine
) -> None:
    one, other = with_daily_sums, in_memory
    assert one.counts(view) == other.counts(view)
    assert one.options(view) == other.options(view)
    assert one.period_counts(view, SPANS) == other.period_counts(view, SPANS)
    assert one.events(view)["event_id"].tolist() == other.events(view)["event_id"].tolist()
    pd.testing.assert_frame_equal(one.tolls(view), other.tolls(view), check_dtype=False)
    pd.testing.assert_frame_equal(one.months(view), other.months(view), check_dtype=False)
    one.check(view)


@pytest.mark.parametrize("view", [view for view in VIEWS if not view.actor and not any(view.dates)], ids=View.query)
def test_a_made_up_facet_filters_and_counts(view: WiderView, with_daily_sums: Engine, events: pd.DataFrame) -> None:
    assert set(with_daily_sums.events(view)["event_id"]) == set(shown(events, view)["event_id"])
    assert with_daily_sums.counts(view).shown == len(shown(events, view)) > 0
    assert with_daily_sums.options(view)["weapon"] == Counter(shown(events, view.with_(weapon=()))["weapon"])


def test_daily_sums_are_used_if_they_have_the_columns_of_all_active_filters(
    with_daily_sums: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries: list[str] = []
    run_query = with_daily_sums.database.query
    monkeypatch.setattr(
        with_daily_sums.database, "query", lambda text, schema: queries.append(text) or run_query(text, schema)
    )
    known = {"dates": (date(2023, 1, 5), None), "country": ("Syria",), "side": ("other",), "event_type": ("ied",)}
    known["basis"] = ("claimed",)
    assert known.keys() == {name for name, item in FILTERS.items() if item.in_rollup}
    with_daily_sums.sums(View(**known))
    with_daily_sums.sums(WiderView(**known, weapon=("a drone",)))
    assert [prepared_table.BY_DAY in text for text in queries] == [True, False]


def test_a_made_up_facet_is_in_the_link_the_sentence_the_chips_and_reset() -> None:
    view = ROCKETS.with_(weapon=("Rockets", NOT_STATED), side=("us_strike",), title="Words")
    assert view.query() == "side=us_strike&title=Words&weapon=Rockets&weapon=not%20stated"
    assert WiderView.parse(view.query()) == view
    assert view.describe() == "US strikes, with Rockets or Weapon not stated"
    assert ("weapon", NOT_STATED, "Weapon not stated") in view.active()
    assert view.without("weapon", "Rockets").weapon == (NOT_STATED,)
    assert view.reset() == WiderView(title="Words")


def test_an_unknown_value_of_an_open_facet_is_refused_with_the_nearest(with_daily_sums: Engine) -> None:
    with pytest.raises(ViewError, match=re.escape("weapon: there is no “Rocket”; nearest is “Rockets”.")):
        with_daily_sums.check(WiderView(weapon=("Rocket",)))
    with_daily_sums.check(WiderView(weapon=(NOT_STATED,)))


def test_basis_selects_events_by_how_it_is_known_who_struck(
    flat: tuple[pd.DataFrame, pd.DataFrame], capsys: pytest.CaptureFixture[str]
) -> None:
    view = View(basis=("claimed", "unknown"), country=("Syria",))
    assert view.describe().endswith(", claimed by the actor or nobody named, in Syria")
    assert main(["query", view.query()]) == 0
    printed = pd.read_csv(io.StringIO(capsys.readouterr().out))
    events = flat[0][flat[0]["country"] == "Syria"]
    assert set(printed["event_id"]) == set(events.loc[events["actor_basis"].isin(view.basis), "event_id"]) != set()
    assert main(["query", "basis=guessed"]) == 2
    assert "basis: there is no “guessed”" in capsys.readouterr().err
