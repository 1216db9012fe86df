"""The data of a running server: they follow their files, and the readiness of the server says what is wrong."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from data import health, served
from data.datasets import EVENTS_VARIABLE, ServedTableError, served_dataset
from data.query.database import Database, DatabaseUnavailableError, QueryFailedError
from data.record import catalog as record
from data.record.catalog import FOLDER, Catalog, CatalogError, flatten, load_catalog
from data.served import NotLoadedError, Served
from data.view import View


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at the files often, and leave no server behind."""
    monkeypatch.setattr(served, "LOOK_S", 0.01)
    monkeypatch.setattr(served, "RETRY_S", 0.05)
    monkeypatch.setattr(served._Server, "served", None)
    yield
    if served._Server.served:
        served._Server.served.close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BASEWATCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def table(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Path:  # noqa: ARG001
    """A served file with one event."""
    path = tmp_path / "s3cret-folder" / "events.parquet"
    path.parent.mkdir()
    write(path, catalog, 1)
    monkeypatch.setenv(EVENTS_VARIABLE, str(path))
    return path


def write(path: Path, catalog: Catalog, events: int, **changes: object) -> None:
    """Replace a file by one with this number of events, as a careful program does."""
    unfinished = path.with_suffix(".new")
    flatten(catalog)[0].head(events).assign(**changes).to_parquet(unfinished)
    unfinished.replace(path)


def wait_until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def number(data: Served) -> int:
    return data.current().dataset.engine.counts(View()).everything


@pytest.fixture
def data() -> Iterator[Served]:
    following = Served()
    yield following
    following.close()


def test_a_file_that_is_replaced_is_shown_without_a_restart(table: Path, catalog: Catalog) -> None:
    data = Served()
    prepared: list[int] = []
    data.prepare = lambda loaded: prepared.append(loaded.dataset.engine.counts(View()).everything)
    assert number(data) == 1
    before = data.current().dataset
    write(table, catalog, 2)
    wait_until(lambda: number(data) == 2)
    assert data.current().dataset.fingerprint != before.fingerprint
    assert before.engine.counts(View(side=("attack",))).everything == 1  # a page that is open
    assert prepared == [1, 2]
    assert (data.notice, data.problem) == ("", ("", ""))
    data.close()


@pytest.mark.parametrize(
    "break_it",
    [
        Path.unlink,
        pytest.param(lambda path: path.write_bytes(b""), marks=pytest.mark.slow),
        pytest.param(lambda path: path.write_text("PAR1 no Parquet"), marks=pytest.mark.slow),
        lambda path: os.truncate(path, path.stat().st_size // 2),
        pytest.param(lambda path: pd.DataFrame({"n": [1]}).to_parquet(path), marks=pytest.mark.slow),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), marks=pytest.mark.slow),
    ],
    ids=["deleted", "empty", "text", "cut", "other columns", "folder"],
)
def test_while_a_changed_file_cannot_be_read_the_events_of_before_are_shown_with_a_sentence(
    table: Path, catalog: Catalog, data: Served, break_it: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    assert number(data) == 1
    break_it(table)
    wait_until(lambda: data.notice)
    assert data.notice == "The served events changed and cannot be read; the page shows those of before."
    assert number(data) == 1
    assert data.problem[0] == "table"
    logged = [line.getMessage() for line in caplog.records if line.name == "data.served"]
    assert logged == [f"The data could not be loaded: {data.problem[1]}"]
    if table.is_dir():
        table.rmdir()
    write(table, catalog, 2)
    wait_until(lambda: not data.notice)
    assert number(data) == 2


def test_a_value_that_the_statistics_of_the_file_do_not_show_is_noticed(
    table: Path, catalog: Catalog, data: Served
) -> None:
    names = flatten(catalog)[0].head(5)["target"].fillna("x")
    write(table, catalog, 5, target=names.mask(names.index == 2, "aaa"), summary=["a", "b", "m", "y", "z"])
    data.load()
    before, size = data.current().dataset, table.stat().st_size
    write(table, catalog, 5, target=names.mask(names.index == 2, "aaa"), summary=["a", "b", "n", "y", "z"])
    assert table.stat().st_size == size
    data.load()
    after = data.current().dataset
    assert set(after.engine.events(View())["summary"]) == {"a", "b", "n", "y", "z"}
    assert after.fingerprint != before.fingerprint


def test_equal_content_has_an_equal_fingerprint_whatever_its_name_and_time(
    table: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = served_dataset(catalog).fingerprint
    copy = table.with_name("copy[1].parquet")  # no pattern: there is a file of this name
    shutil.copy(table, copy)
    monkeypatch.setenv(EVENTS_VARIABLE, str(copy))
    assert served_dataset(catalog).fingerprint == first


def test_a_file_that_changes_while_it_is_read_is_read_again(
    table: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk, changes = served_dataset.__globals__["prepared_table"].on_disk, [3, 2]

    def changing(files: list[Path], out: Path) -> None:
        on_disk(files, out)
        if changes:
            write(table, catalog, changes.pop())

    monkeypatch.setattr("data.query.prepared_table.on_disk", changing)
    assert served_dataset(catalog).engine.counts(View()).everything == 3
    changes[:] = range(4, 10)
    write(table, catalog, 1)
    with pytest.raises(ServedTableError, match="change while they are read"):
        served_dataset(catalog)


def test_a_name_is_all_that_is_shown_of_a_served_file(
    table: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert served_dataset(catalog).name == "Served table"
    monkeypatch.setenv("BASEWATCH_NAME", "Attacks of 2024")
    assert served_dataset(catalog).name == "Attacks of 2024"
    assert "s3cret" not in str(vars(served_dataset(catalog).engine.database))
    assert table.exists()


def useless(path: Path, catalog: Catalog, kind: str) -> str:
    """Make what cannot be served, and return its place."""
    events = flatten(catalog)[0]
    places = {
        name: path / f"{name}.parquet" for name in ("empty", "text", "cut", "columns", "days", "degrees", "tolls")
    }
    if kind == "folder":
        return str(path)
    if kind == "mixed":
        events.to_parquet(path / "a.parquet")
        (path / "notes.txt").write_text("no table")
        return str(path / "*")
    if kind in {"nothing", "no match"}:
        return str(path / ("gone.parquet" if kind == "nothing" else "gone-*.parquet"))
    if kind == "link":
        (path / "a.parquet").symlink_to(path / "gone")
        return str(path / "*.parquet")
    place = places[kind]
    frames = {
        "columns": events[["event_id", "summary"]],
        "days": events.assign(date_start="last week"),
        "degrees": events.assign(latitude="north"),
        "tolls": events.assign(killed_low="many"),
    }
    if kind in frames:
        frames[kind].to_parquet(place)
    elif kind == "cut":
        events.to_parquet(place)
        os.truncate(place, place.stat().st_size - 100)
    else:
        place.write_text("" if kind == "empty" else "PAR1 no Parquet at all")
    return str(place)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("folder", r"is a folder: give a Parquet file"),
        ("mixed", r"notes\.txt, which is no Parquet file"),
        ("nothing", r"leads to no file: give"),
        ("no match", r"leads to no file: give"),
        ("link", r"a\.parquet, which"),
        ("empty", r"empty\.parquet, which is empty"),
        ("text", r"text\.parquet, which is no Parquet file"),
        ("cut", r"cut\.parquet, which is no Parquet file"),
        ("columns", r"it lacks the columns operation_id, .*; give it the columns"),
        ("days", r"its column date_start holds no days"),
        ("degrees", r"its column latitude holds no numbers"),
        ("tolls", r"its column killed_low holds no numbers"),
    ],
)
def test_what_cannot_be_served_is_one_sentence_with_what_to_do(
    kind: str, words: str, tmp_path: Path, cache: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lake"
    folder.mkdir()
    monkeypatch.setenv(EVENTS_VARIABLE, useless(folder, catalog, kind))
    with pytest.raises(ServedTableError, match=words) as caught:
        served_dataset(catalog)
    assert str(caught.value).startswith("BASEWATCH_EVENTS ")
    assert len(str(caught.value).splitlines()) == 1
    assert not [*(cache / "events").glob("*.unfinished*")]


def test_a_record_that_changes_is_loaded_again_and_one_that_cannot_be_read_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Served
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "catalog")
    monkeypatch.setattr(record, "files", lambda: _files(folder))
    monkeypatch.setattr(served, "load_catalog", lambda: load_catalog(folder))
    before = data.current()
    events = folder / "events.csv"
    text = events.read_text(encoding="utf-8")
    events.write_text(text.replace("2020-01-03,2020-01-03", "2020-01-02,2020-01-02", 1), encoding="utf-8")
    wait_until(lambda: data.current() is not before)
    assert data.current().dataset.fingerprint != before.dataset.fingerprint
    assert str(data.current().dataset.engine.extent(View())[0]) == "2020-01-02"
    events.write_text(text.replace("2020-01-03,2020-01-03", "yesterday,2020-01-03"), encoding="utf-8")
    wait_until(lambda: data.notice)
    assert data.notice == "The record changed and cannot be read; the page shows the one of before."
    assert data.problem == (
        "record",
        "The record cannot be read: events.csv, line 2, date_start: “yesterday” is no day (YYYY-MM-DD).",
    )
    events.write_text(text, encoding="utf-8")
    wait_until(lambda: not data.notice)
    assert data.current().dataset.fingerprint == before.dataset.fingerprint


def double(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")


_files = record.files


@pytest.mark.parametrize(
    ("name", "break_it", "words"),
    [
        ("sites.csv", Path.unlink, r"sites\.csv: No such file or directory; restore sites\.csv"),
        ("datapackage.json", Path.unlink, r"datapackage\.json: No such file"),
        ("datapackage.json", lambda path: path.write_text("{"), r"datapackage\.json in .* is no description"),
        ("datapackage.json", lambda path: path.write_text("[]"), r"datapackage\.json in .* is no description"),
        ("events.csv", lambda path: path.write_bytes(b""), r"events\.csv is no CSV file"),
        ("events.csv", lambda path: path.write_bytes(b"\xff\xfe\x00"), r"events\.csv is no CSV file"),
        ("events.csv", lambda path: path.write_text('a,b\n1,2,3,4\n"'), r"events\.csv "),
        ("events.csv", lambda path: path.write_text("event_id\n1\n"), r"events\.csv lacks the column operation_id"),
        ("sites.csv", lambda path: (path.unlink(), path.mkdir()), r"sites\.csv: Is a directory"),
        ("sites.csv", double, r"do not fit together; python -m data validate"),
    ],
)
def test_a_record_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, break_it: Callable[[Path], object], words: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "catalog")
    break_it(folder / name)
    with pytest.raises(CatalogError, match=words) as caught:
        flatten(load_catalog(folder))
    assert str(caught.value).startswith("The record cannot be read: ")
    assert len(str(caught.value).splitlines()) == 1


def test_what_cannot_be_loaded_at_the_start_is_loaded_when_it_is_there(
    table: Path, catalog: Catalog, data: Served, caplog: pytest.LogCaptureFixture
) -> None:
    table.unlink()
    with pytest.raises(NotLoadedError, match=r"^The events cannot be shown now; this page tries again"):
        data.current()
    assert data.loaded is None
    assert "BASEWATCH_EVENTS leads to no file" in caplog.text
    write(table, catalog, 1)
    wait_until(lambda: data.loaded)
    assert number(data) == 1
    assert "loaded again" in caplog.text


def test_a_database_that_is_away_at_the_start_is_tried_again(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, data: Served, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(EVENTS_VARIABLE, "postgres://bw:S3cr3t@127.0.0.1:1/db")
    data = Served()
    tries: list[int] = []

    def third(catalog: Catalog) -> object:
        tries.append(1)
        if len(tries) < 3:
            return served_dataset(catalog)
        monkeypatch.delenv(EVENTS_VARIABLE)
        return served_dataset(catalog)

    monkeypatch.setattr(served, "served_dataset", third)
    with pytest.raises(NotLoadedError):
        data.current()
    wait_until(lambda: data.loaded)
    assert number(data) == len(catalog.events)
    assert caplog.text.count("BASEWATCH_EVENTS names a database that does not answer") == 1  # logged once
    data.close()


def test_the_thread_ends_with_the_data() -> None:
    before = threading.active_count()
    data = Served()
    data.current()
    assert threading.active_count() == before + 1
    del data
    wait_until(lambda: threading.active_count() == before)


def test_pages_take_the_data_that_readiness_has_begun_to_load_and_others_the_next_time() -> None:
    begun = served.running()
    assert served.take("", lambda _: None) is begun
    assert served.running() is begun
    again = served.take("", lambda _: None)
    assert again is not begun
    assert served.running() is again


def test_a_server_that_can_work_has_no_problems(table: Path) -> None:
    wait_until(lambda: not health.problems())
    table.unlink()
    wait_until(health.problems)
    assert health.problems() == {
        "table": "BASEWATCH_EVENTS leads to no file: give the path of a Parquet file, or a pattern of such paths."
    }


def test_readiness_names_a_cache_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    wait_until(lambda: not health.problems())
    cache.rmdir() if not [*cache.iterdir()] else shutil.rmtree(cache)
    cache.write_text("no folder")
    wait_until(health.problems)
    (sentence,) = health.problems().values()
    assert sentence.startswith(f"The cache folder {cache} cannot be written (")
    monkeypatch.setenv("BASEWATCH_NOMINATIM", "off")  # the record alone needs no cache
    assert health.problems() == {}
    assert tmp_path.exists()


@pytest.mark.parametrize(
    "error",
    [DatabaseUnavailableError("The database does not answer."), QueryFailedError("The events cannot be queried.")],
)
def test_readiness_names_a_table_that_cannot_be_queried(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_NOMINATIM", "off")
    wait_until(lambda: not health.problems())

    def fail(*_: object) -> None:
        raise error from ValueError("relation “events” is gone, password=S3cr3t")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "query", fail)
        wait_until(health.problems)
        words = f"{str(error)[:-1]} (relation “events” is gone, password=…); see to the database of BASEWATCH_EVENTS."
        assert health.problems() == {"table": words}
    wait_until(lambda: not health.problems())


def test_readiness_does_not_wait_for_a_database_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_NOMINATIM", "off")
    wait_until(lambda: not health.problems())
    answers, asked = threading.Event(), []
    query = Database.query

    def hang(*arguments: object) -> object:
        asked.append(1)
        answers.wait(60)
        return query(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "query", hang)
    monkeypatch.setattr(health, "PATIENCE_S", 0.05)
    assert health.problems() == {}  # a slow answer is no failure yet
    monkeypatch.setattr(health, "HANGS_S", 0.0)
    for _ in range(3):
        assert "does not answer in time" in health.problems()["table"]
    assert len(asked) == 1  # one check at a time
    answers.set()
    wait_until(lambda: not health.problems())
