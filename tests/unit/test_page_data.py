"""Loading a page: its turns, its last good page, and how it is cancelled; without Streamlit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from components import page_data
from components.page_data import DashboardData, Record, SlideData, cancel_with, load, load_or_last, load_slide
from data.cancelling import cancel_check
from data.datasets import Dataset
from data.query.database import Database, DatabaseUnavailableError
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View

BRIEFING = View(mode="briefing", side=("attack",))
ERROR = DatabaseUnavailableError("The database does not answer.")


class Turns:
    """A semaphore that records how many loads hold it."""

    def __init__(self) -> None:
        self.held = 0

    @contextmanager
    def acquire(self) -> Iterator[None]:
        self.held += 1
        yield
        self.held -= 1


@pytest.fixture
def record(catalog: Catalog, record_engine: Engine) -> Record:
    return Record.of(catalog, record_engine)


@pytest.fixture
def dataset(record_engine: Engine) -> Dataset:
    return Dataset("Basewatch record", record_engine, of_record=True)


@pytest.mark.parametrize("view", [View(), BRIEFING], ids=["dashboard", "briefing"])
@pytest.mark.parametrize(("place", "name"), [("here", "_LOCAL_QUERIES"), ("elsewhere", "_REMOTE_QUERIES")])
def test_a_page_is_loaded_with_a_permit_for_its_kind_of_database(
    monkeypatch: pytest.MonkeyPatch, record: Record, dataset: Dataset, view: View, place: str, name: str
) -> None:
    turns, loaded = Turns(), load(record, dataset, view)

    def load_here(*_: object) -> DashboardData | SlideData:
        assert turns.held == 1
        return loaded

    monkeypatch.setattr(page_data, name, turns)
    monkeypatch.setattr(page_data, "load", load_here)
    monkeypatch.setattr(Database, "in_process", place == "here")
    assert load_or_last({}, record, dataset, view) == (loaded, None)
    assert turns.held == 0


def test_the_session_stores_its_last_page_and_no_other(
    monkeypatch: pytest.MonkeyPatch, record: Record, dataset: Dataset
) -> None:
    session: dict[str | int, Any] = {}
    load_or_last(session, record, dataset, View())
    last, _ = load_or_last(session, record, dataset, BRIEFING)

    def fail(*_: object) -> None:
        raise ERROR

    monkeypatch.setattr(page_data, "load", fail)
    assert load_or_last(session, record, dataset, View(side=("other",))) == (last, ERROR)
    assert list(session.values()) == [last]
    with pytest.raises(DatabaseUnavailableError):
        load_or_last({}, record, dataset, View())


def test_a_run_that_streamlit_ended_is_cancelled_while_it_waits() -> None:
    class EndedError(Exception):
        pass

    class EndedSession(dict[Any, Any]):
        def get(self, *_: object) -> object:
            raise EndedError

    before = cancel_check.get()
    cancel_with(EndedSession())
    try:
        with pytest.raises(EndedError):
            cancel_check.get()()
    finally:
        cancel_check.set(before)


def test_the_dashboard_loads_nothing_of_a_slide_and_a_slide_nothing_of_the_dashboard(
    monkeypatch: pytest.MonkeyPatch, record: Record, catalog: Catalog
) -> None:
    engine = Engine.of_catalog(catalog)
    dataset = Dataset("Basewatch record", engine, of_record=True)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(page_data.provenance, "quotes_of", fail)
        assert isinstance(load(record, dataset, View()), DashboardData)
    for name in ("options", "period_counts", "facet_values", "counts_without_each_filter", "without_location"):
        monkeypatch.setattr(Engine, name, fail)
    monkeypatch.setattr(page_data.provenance, "itemised", fail)
    assert isinstance(load(record, dataset, BRIEFING), SlideData)


def test_the_frames_of_a_page_are_small(record: Record, dataset: Dataset) -> None:
    """Each session holds its last page."""
    for view in (View(page="totals"), View(mode="briefing", selected="20240128-tower-22-drone")):
        page = load(record, dataset, view)
        frames = [value for value in vars(page).values() if hasattr(value, "memory_usage")]
        assert sum(int(frame.memory_usage().sum()) for frame in frames) < 200_000


def test_page_and_slide_show_the_same_data_of_a_view(record: Record, dataset: Dataset) -> None:
    view = View(side=("attack",), selected="20240128-tower-22-drone")
    page, slide = load(record, dataset, view), load_slide(record, dataset, view)
    for name in ("counts", "extent", "tolls", "chart_rows", "chart_context", "groups", "members", "bases", "detail"):
        assert getattr(page, name) is getattr(slide, name) or getattr(page, name) == getattr(slide, name)


def test_what_is_computed_for_drawing_depends_on_data_filters_and_the_named_parts_of_the_view(
    monkeypatch: pytest.MonkeyPatch, record: Record, dataset: Dataset
) -> None:
    def computed(view: View, *depends_on: str) -> object:
        return load(record, dataset, view).cached("test", object, *depends_on)

    first = computed(View())
    assert computed(View(month="2024-01", page="about")) is first
    assert computed(View(side=("attack",))) is not first
    assert computed(View(), "2024-01") is not first
    monkeypatch.setattr(Engine, "version", "changed data")
    assert computed(View()) is not first
