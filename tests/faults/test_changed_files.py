"""The record, served files and prepared tables are changed, damaged or removed under a server, or at its start.

The page shows what it has loaded, or a sentence; never a wrong figure.
"""

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data.record.catalog import CatalogError, flatten, load_catalog
from tests.faults.programs import ROOT, Server, plain, run, serving, table, wait_until

FILE = b"date,place,country\n2024-01-28,Baghdad,Iraq\n"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product, whose record can be damaged."""
    folder = tmp_path_factory.mktemp("product") / "product"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, map(bytes.decode, names)):
        if not name.startswith(("tests/", "docs/")) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture
def record(product: Path) -> Path:
    """The copy's record as it was published."""
    folder = product / "data" / "catalog"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "data" / "catalog", folder)
    return folder


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])


def fill(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 40)


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def rename_column(file: Path) -> None:
    head, _, rest = file.read_text(encoding="utf-8").partition("\n")
    file.write_text(f"x{head}\n{rest}", encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "removed": Path.unlink,
    "empty": lambda file: file.write_bytes(b"") and None,
    "only its header": lambda file: file.write_bytes(file.read_bytes().partition(b"\n")[0] + b"\n") and None,
    "cut off": cut,
    "other bytes": fill,
    "a folder": make_folder,
    "a column renamed": rename_column,
}
TABLES = ("events", "sites", "actors", "sources", "citations", "casualties", "totals", "context")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_table_of_the_record(record: Path, damage: str) -> None:
    for name in (*(f"{name}.csv" for name in TABLES), "datapackage.json"):
        file = record / name
        if file.suffix == ".json" and damage in {"only its header", "a column renamed"}:
            continue
        before = file.read_bytes()
        DAMAGES[damage](file)
        try:
            events, _ = flatten(load_catalog(record))
        except CatalogError as error:
            assert file.stem in str(error) or "python -m data validate" in str(error)  # noqa: PT017 - or it is whole
        else:  # a table without rows, which a record may have; no event is missing
            assert damage == "only its header"
            assert name in {"totals.csv", "context.csv", "casualties.csv"}
            assert len(events) == len(pd.read_csv(record / "events.csv"))
        if file.is_dir():
            file.rmdir()
        file.write_bytes(before)


@pytest.mark.parametrize("damage", ["removed", "cut off"])
def test_a_damaged_record_at_the_start_of_a_command(product: Path, record: Path, damage: str) -> None:
    DAMAGES[damage](record / "sites.csv")
    source = table(record.parent / "small.csv", 3)
    imported = ("data", "import", "table", str(source), "-o", str(source.with_suffix(".parquet")))
    for words in (("data", "query", "country=Jordan"), imported, ("components.slide", "", "-o", str(source) + ".svg")):
        assert "The record cannot be read" in run(*words, options={"cwd": product}).sentence()
    source.unlink()


@pytest.mark.parametrize("damage", ["removed", "cut off", "a folder"])
def test_a_damaged_record_at_the_start_of_a_server(product: Path, record: Path, tmp_path: Path, damage: str) -> None:
    file = record / "events.csv"
    before = file.read_bytes()
    DAMAGES[damage](file)
    with serving(tmp_path, options={"cwd": product}) as server:
        tab = server.tab()
        assert not tab.exceptions, tab.exceptions
        assert len(tab.alerts) == 1, tab.alerts
        assert str(product) not in tab.alerts[0]
        if file.is_dir():
            file.rmdir()
        file.write_bytes(before)
        wait_until(lambda: server.tab("side=attack").heading, "the page is there", 30)
        server.expect_quiet()


def test_a_record_that_is_damaged_under_a_server(product: Path, record: Path, tmp_path: Path) -> None:
    def shown(server: Server) -> tuple[str, list[str]]:
        found = server.expect_page("side=attack&page=about")
        texts = " ".join(map(plain, found.texts))
        return plain(found.heading), re.findall(r"data [0-9a-f]{12}", texts)

    with serving(tmp_path, options={"cwd": product}) as server:
        before = shown(server)
        assert before[1]
        events = record / "events.csv"
        events.write_text(events.read_text(encoding="utf-8").replace("us_strike", "attack"), encoding="utf-8")
        assert shown(server) == before
        for damage in ("cut off", "removed"):
            DAMAGES[damage](events)
            assert shown(server) == before
            tab = server.tab("side=attack").press("Import").upload("events.csv", FILE)
            assert not tab.exceptions, tab.exceptions
            if not any("the record on the server" in text for text in tab.texts):  # it names the places of a file
                tab = tab.press("Read the file").press("Show beside the record")
                assert tab.heading, tab.alerts
            exported = server.expect_page("side=attack").press("Export").download("**CSV**")
            assert exported.count(b"attack") > 20
        assert server.expect_page("mode=briefing").download("PDF").startswith(b"%PDF")
        server.expect_quiet()


def figure(server: Server, query: str) -> int:
    """Return the number of events of a view, from the sentence on how complete the map is."""
    texts = " ".join(map(plain, server.expect_page(query).texts))
    found = re.search(r"([\d,]+) filtered out of ([\d,]+)", texts)
    assert found, texts[-2_000:]
    filtered, whole = (int(number.replace(",", "")) for number in found.groups())
    return whole - filtered


def expect_right(server: Server, served: Path, day: int, *, with_sentence: bool = False) -> None:
    """Expect the right number of events of a day, or (where that is allowed) a sentence."""
    query = f"dates=2024-05-{day:02d}..2024-05-{day:02d}"
    tab = server.tab(query)
    assert not tab.exceptions, tab.exceptions
    if tab.alerts and with_sentence:
        assert all(alert.endswith(".") for alert in tab.alerts), tab.alerts
        return
    days = pd.read_parquet(served, columns=["date_start"])["date_start"].astype("str")
    assert figure(server, query) == (days == f"2024-05-{day:02d}").sum() > 0


@pytest.mark.parametrize("damage", ["removed", "cut off", "other bytes"])
def test_a_served_file_that_is_damaged_under_a_server(tmp_path: Path, served: Path, damage: str) -> None:
    file = tmp_path / "events.parquet"
    shutil.copyfile(served, file)
    with serving(tmp_path, BASEWATCH_EVENTS=str(file)) as server:
        expect_right(server, served, 5)
        DAMAGES[damage](file)
        expect_right(server, served, 5)
        expect_right(server, served, 9)
        assert server.expect_page("country=Iraq&dates=2024-05-05").press("Export").download("**CSV**")
        server.expect_quiet()


def test_a_served_file_that_is_replaced_is_shown_as_a_whole(tmp_path: Path, served: Path) -> None:
    file, other = tmp_path / "events.parquet", tmp_path / "other.parquet"
    shutil.copyfile(served, file)
    events = pd.read_parquet(served)
    events.head(123).to_parquet(other)
    with serving(tmp_path, BASEWATCH_EVENTS=str(file)) as server:
        assert figure(server, "") == len(events)
        other.replace(file)
        seen = []

        def is_new() -> bool:
            seen.append(figure(server, ""))
            return seen[-1] == 123

        wait_until(is_new, "the new file is shown", 60)
        assert set(seen) <= {len(events), 123}
        server.expect_quiet()


@pytest.mark.parametrize("damage", ["removed", "empty", "cut off", "other bytes", "a folder"])
def test_a_served_file_that_is_damaged_at_the_start(tmp_path: Path, served: Path, damage: str) -> None:
    file = tmp_path / "events.parquet"
    shutil.copyfile(served, file)
    DAMAGES[damage](file)
    ended = run("data", "query", "", BASEWATCH_EVENTS=str(file), XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert "BASEWATCH_EVENTS" in ended.sentence()
    if damage not in {"removed", "cut off"}:
        return
    with serving(tmp_path, BASEWATCH_EVENTS=str(file)) as server:
        tab = server.tab()
        assert not tab.exceptions, tab.exceptions
        assert len(tab.alerts) == 1
        assert str(tmp_path) not in tab.alerts[0]
        if file.is_dir():
            file.rmdir()
        shutil.copyfile(served, file)
        wait_until(lambda: server.tab("country=Iraq").heading, "the page is there", 60)
        server.expect_quiet()


def prepared(cache: Path) -> Path:
    (found,) = (cache / "basewatch" / "events").glob("*.duckdb")
    return found


@pytest.mark.parametrize("damage", ["removed", "cut off", "other bytes"])
def test_a_prepared_table_that_is_damaged_under_a_server(tmp_path: Path, served: Path, damage: str) -> None:
    with serving(tmp_path, BASEWATCH_EVENTS=str(served)) as server:
        expect_right(server, served, 5)
        DAMAGES[damage](prepared(tmp_path / "cache"))
        for day in (5, 9, 13):
            expect_right(server, served, day, with_sentence=True)
        server.end()
        server.start()
        expect_right(server, served, 5)
        server.expect_quiet()


def test_a_prepared_table_with_a_changed_byte_is_repaired_or_right(tmp_path: Path, served: Path) -> None:
    changed = {"BASEWATCH_EVENTS": str(served), "XDG_CACHE_HOME": str(tmp_path)}
    words = ("data", "query", "dates=2024-05-05..2024-05-05")
    expected = run(*words, **changed).out
    assert expected.count(b"2024-05-05") > 100
    chosen = random.Random(7)  # noqa: S311 - no secret
    for _ in range(4):
        file = prepared(tmp_path)
        place = chosen.randrange(file.stat().st_size)
        with file.open("r+b") as stream:
            stream.seek(place)
            byte = stream.read(1)
            stream.seek(place)
            stream.write(bytes([byte[0] ^ 0x55]))
        ended = run(*words, **changed)
        assert (ended.status, ended.out) == (0, expected), f"byte {place}: {ended.err}"
