"""Fetching from ACLED and UCDP: pages, keys, waits, and a fetch that breaks off and continues."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.__main__ import main
from data.fetch import SOURCES, Request, client, fetch
from data.fetch import acled as acled_interface
from data.fetch import ucdp as ucdp_interface
from data.importers import FORMATS
from tests.unit.imports.files import acled, ucdp
from tests.unit.live_server import (
    BROKEN,
    EMAIL,
    PASSWORD,
    SECRETS,
    TOKEN,
    AcledServer,
    Answer,
    LiveServer,
    UcdpServer,
    answer,
    serving,
)

Captured = pytest.CaptureFixture[str]
BUSY = answer(b"", 503)


@pytest.fixture(autouse=True)
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the waits, none of which is waited for."""
    found: list[float] = []
    monkeypatch.setattr(client, "sleep", found.append)
    return found


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acled_interface, "LIMIT", 2)
    monkeypatch.setattr(ucdp_interface, "PAGE_SIZE", 2)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("BASEWATCH_ACLED_EMAIL", EMAIL)
    monkeypatch.setenv("BASEWATCH_ACLED_PASSWORD", PASSWORD)
    monkeypatch.delenv("BASEWATCH_ACLED_TOKEN", raising=False)
    monkeypatch.setenv("BASEWATCH_UCDP_TOKEN", TOKEN)


def acled_rows(number: int = 5, **cells: Any) -> list[dict[str, Any]]:
    return [
        {**acled(event_id_cnty=f"IRQ{place}", event_date=f"2024-01-{place + 1:02}"), **cells} for place in range(number)
    ]


def ucdp_rows(number: int = 5) -> list[dict[str, Any]]:
    """Return events as the interface writes them: numbers, a boolean and nulls."""
    typed = {"active_year": True, "best": 3, "latitude": 33.64, "gwnob": None, "date_end": "2024-01-30T00:00:00"}
    return [{**ucdp(), **typed, "id": 400 + place, "country_id": 645} for place in range(number)]


@pytest.fixture
def acled_server() -> Iterator[AcledServer]:
    with serving(AcledServer(acled_rows())) as server:
        assert isinstance(server, AcledServer)
        yield server


@pytest.fixture
def ucdp_server() -> Iterator[LiveServer]:
    with serving(UcdpServer(ucdp_rows())) as server:
        yield server


def fetched(server: LiveServer, out: Path, *arguments: str) -> int:
    source = "acled" if isinstance(server, AcledServer) else "ucdp"
    return main(["fetch", source, "-o", str(out), "--url", server.url, *arguments])


def ids(out: Path) -> list[str]:
    return sorted(pd.read_parquet(out)["event_id"])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("has_cursor", [True, False])
def test_all_pages_of_acled_become_one_parquet_file(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured, *, has_cursor: bool
) -> None:
    acled_server.has_cursor = has_cursor
    out = tmp_path / "events.parquet"
    assert fetched(acled_server, out) == 0
    assert ids(out) == [f"acled-IRQ{place}" for place in range(5)]
    assert names(tmp_path) == ["events.parquet"], "the folder of pages is removed"
    printed = capsys.readouterr().out
    assert printed.startswith("acled.csv, read as an ACLED export: 5 rows read, 5 kept.")
    assert "do not pass the data on" in printed
    pages = [request.get("cursor") if has_cursor else request.get("page") for request in acled_server.requests]
    assert pages == (["0", "2", "4"] if has_cursor else [None, "2", "3", "4"])


def test_all_pages_of_ucdp_become_one_parquet_file(ucdp_server: LiveServer, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "events.parquet"
    assert fetched(ucdp_server, out) == 0
    assert ids(out) == [f"ucdp-{place}" for place in range(400, 405)]
    row = pd.read_parquet(out).iloc[0]
    assert (row["latitude"], row["killed_best"], str(row["date_end"])[:10]) == (33.64, 3, "2024-01-30")
    assert [request["page"] for request in ucdp_server.requests] == ["0", "1", "2"]
    printed = capsys.readouterr().out
    assert printed.startswith("ucdp.csv, read as a UCDP GED file: 5 rows read, 5 kept.")
    assert "CC BY 4.0" in printed


def test_the_request_names_countries_and_days(
    acled_server: AcledServer, ucdp_server: LiveServer, tmp_path: Path
) -> None:
    period = ["--from", "2024-01-02", "--to", "2024-01-30", "--country", "jordan", "--country", "Iraq"]
    assert fetched(acled_server, tmp_path / "acled.parquet", *period) == 0
    assert len(ids(tmp_path / "acled.parquet")) == 4
    request = acled_server.requests[0]
    assert (request["country"], request["event_date"]) == ("Jordan|Iraq", "2024-01-02|2024-01-30")
    assert request["event_date_where"] == "BETWEEN"
    assert fetched(ucdp_server, tmp_path / "ucdp.parquet", *period) == 0
    request = ucdp_server.requests[0]
    assert (request["Country"], request["StartDate"], request["EndDate"]) == ("663,645", "2024-01-02", "2024-01-30")


def test_without_options_the_four_countries_of_the_record_are_fetched(
    acled_server: AcledServer, ucdp_server: LiveServer, tmp_path: Path
) -> None:
    fetched(acled_server, tmp_path / "a")
    fetched(ucdp_server, tmp_path / "b")
    assert acled_server.requests[0]["country"] == "Iraq|Syria|Jordan|Qatar"
    assert "event_date" not in acled_server.requests[0]
    assert ucdp_server.requests[0]["Country"] == "645,652,663,694"
    assert not {"StartDate", "EndDate"} & set(ucdp_server.requests[0])


def test_one_open_end_of_the_period_is_open(acled_server: AcledServer, tmp_path: Path) -> None:
    assert fetched(acled_server, tmp_path / "events.parquet", "--from", "2024-01-04") == 0
    assert ids(tmp_path / "events.parquet") == ["acled-IRQ3", "acled-IRQ4"]


@pytest.mark.parametrize("fault", [BROKEN, BUSY, answer(b"<!doctype html><p>Maintenance"), answer(b'{"data": [')])
def test_a_fetch_that_broke_off_continues_with_the_first_missing_page(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured, fault: Answer
) -> None:
    out = tmp_path / "events.parquet"
    out.write_text("as before")
    acled_server.faults["2"] = [fault] * 6
    assert fetched(acled_server, out) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1].endswith("Run the same command again later: it continues where it stopped.")
    assert out.read_text() == "as before"
    assert names(tmp_path / "events.parquet.part") == ["page-00000.json", "request.json"]
    acled_server.faults.clear()
    acled_server.requests.clear()
    assert fetched(acled_server, out) == 0
    assert ": 1. The fetch continues after them" in capsys.readouterr().err
    assert [request["cursor"] for request in acled_server.requests] == ["2", "4"]
    assert len(ids(out)) == 5
    assert names(tmp_path) == ["events.parquet"]


def test_a_changed_request_starts_from_the_first_page(acled_server: AcledServer, tmp_path: Path) -> None:
    out = tmp_path / "events.parquet"
    acled_server.faults["2"] = [BUSY] * 6
    assert fetched(acled_server, out, "--country", "Iraq") == 2
    acled_server.requests.clear()
    assert fetched(acled_server, out, "--country", "Iraq", "--from", "2024-01-03") == 0
    assert [request["cursor"] for request in acled_server.requests] == ["0", "2"]
    assert len(ids(out)) == 3


def test_a_stored_page_that_is_broken_is_fetched_again_with_those_behind_it(
    ucdp_server: LiveServer, tmp_path: Path
) -> None:
    out, folder = tmp_path / "events.parquet", tmp_path / "events.parquet.part"
    source, request = SOURCES["ucdp"], Request(countries=("Iraq",), url=ucdp_server.url)
    assert fetch(source, request, out).pages == 3
    (folder / "page-00001.json").write_text("{")
    ucdp_server.requests.clear()
    ucdp_server.rows = ucdp_server.rows[:4]
    found = fetch(source, request, out)
    assert [request["page"] for request in ucdp_server.requests] == ["1"]
    assert (found.pages, found.rows) == (2, 4)
    assert len(found.folder.write_csv("x.csv").read_text().splitlines()) == 5
    (note,) = found.notes
    assert note.startswith("The number of events at UCDP changed from 5 to 4 during the fetch")


def test_the_folder_of_something_else_is_left_alone(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "events.parquet.part"
    folder.mkdir()
    (folder / "diary.txt").write_text("mine")
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    assert "is not the folder of an earlier fetch" in capsys.readouterr().err
    assert (folder / "diary.txt").read_text() == "mine"
    assert not acled_server.requests


def test_a_busy_server_gets_the_request_again_after_the_time_that_it_names(
    acled_server: AcledServer, tmp_path: Path, sleeps: list[float], capsys: Captured
) -> None:
    acled_server.faults["2"] = [answer(b"", 429, Retry_After="7"), BUSY, answer(b"", 429, Retry_After="soon")]
    assert fetched(acled_server, tmp_path / "events.parquet") == 0
    pause = client.PAUSE_SECONDS
    assert sleeps == [pause, pause, 7, pause, 4, pause, 8, pause, pause]
    assert "ACLED does not serve the request now (HTTP status 429): the next attempt is in 7 s." in (
        capsys.readouterr().err.splitlines()
    )


def test_a_wait_that_is_too_long_ends_the_fetch(acled_server: AcledServer, tmp_path: Path, capsys: Captured) -> None:
    acled_server.faults["2"] = [answer(b"", 429, Retry_After="3600")]
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    assert "and asks to wait 60 minutes. Run the same command again later" in capsys.readouterr().err


def test_a_server_that_does_not_answer_gets_six_requests(
    ucdp_server: LiveServer, tmp_path: Path, sleeps: list[float], capsys: Captured
) -> None:
    ucdp_server.faults["0"] = [BROKEN] * 9
    assert fetched(ucdp_server, tmp_path / "events.parquet") == 2
    assert len(ucdp_server.requests) == 6
    assert sum(sleeps) == 5 * client.PAUSE_SECONDS + sum(client.BACKOFF_SECONDS)
    assert "UCDP cannot be reached, or breaks off its answers." in capsys.readouterr().err
    assert names(tmp_path) == []


def test_no_server_at_the_address_is_one_sentence(tmp_path: Path, capsys: Captured) -> None:
    arguments = ["fetch", "ucdp", "-o", str(tmp_path / "x"), "--url", "http://127.0.0.1:9"]
    assert main(arguments) == 2
    assert "UCDP cannot be reached" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("source", "variable", "words"),
    [
        ("acled", "BASEWATCH_ACLED_PASSWORD", "ACLED does not accept the login or the request (HTTP status 400)"),
        ("acled", "BASEWATCH_ACLED_TOKEN", "a BASEWATCH_ACLED_TOKEN is valid for 24 hours"),
        ("ucdp", "BASEWATCH_UCDP_TOKEN", "UCDP does not accept BASEWATCH_UCDP_TOKEN. Request a token"),
    ],
)
def test_a_wrong_key_is_one_sentence_with_what_to_do(  # noqa: PLR0913 - two servers and three parameters
    acled_server: AcledServer,
    ucdp_server: LiveServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    *,
    source: str,
    variable: str,
    words: str,
) -> None:
    monkeypatch.setenv(variable, "wrong-key-864")
    assert fetched(acled_server if source == "acled" else ucdp_server, tmp_path / "events.parquet") == 2
    printed = capsys.readouterr().err
    assert words in printed
    assert len(printed.splitlines()) == 1
    assert "wrong-key-864" not in printed
    assert names(tmp_path) == []


@pytest.mark.parametrize("key", ["two\nlines", "schlüssel", "tab\there"])
def test_a_key_that_no_header_can_hold_is_not_printed(
    ucdp_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, key: str
) -> None:
    monkeypatch.setenv("BASEWATCH_UCDP_TOKEN", key)
    assert fetched(ucdp_server, tmp_path / "events.parquet") == 2
    printed = capsys.readouterr().err
    assert printed.startswith("UCDP accepts no key with line breaks")
    assert key not in printed


@pytest.mark.parametrize("source", SOURCES)
def test_a_missing_key_is_one_sentence_that_names_the_variable(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name in ("ACLED_EMAIL", "ACLED_PASSWORD", "ACLED_TOKEN", "UCDP_TOKEN"):
        monkeypatch.delenv(f"BASEWATCH_{name}", raising=False)
    assert main(["fetch", source, "-o", str(tmp_path / "events.parquet")]) == 2
    printed = capsys.readouterr().err
    assert f"BASEWATCH_{source.upper()}_" in printed
    assert "https://" in printed
    assert len(printed.splitlines()) == 1


def test_a_token_is_enough_for_acled(
    acled_server: AcledServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BASEWATCH_ACLED_PASSWORD")
    monkeypatch.setenv("BASEWATCH_ACLED_TOKEN", f" {TOKEN}\n")
    assert fetched(acled_server, tmp_path / "events.parquet") == 0


def test_a_refused_account_is_one_sentence(acled_server: AcledServer, tmp_path: Path, capsys: Captured) -> None:
    acled_server.faults["0"] = [answer({"message": "Access denied"}, 403)]
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    assert "accept the terms of use" in capsys.readouterr().err


def test_a_refusal_inside_an_answer_is_no_empty_result(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured
) -> None:
    acled_server.faults["0"] = [answer({"status": 403, "success": False, "data": []})]
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    assert "accept the terms of use" in capsys.readouterr().err


@pytest.mark.parametrize(
    "fault",
    [
        *(BROKEN, BUSY, answer(b"<html>"), answer(b"{"), answer([]), answer({}), answer({"data": [1]})),
        *(answer({"message": f"{TOKEN} {PASSWORD}"}, status) for status in (302, 400, 401, 403, 404, 418, 500)),
    ],
)
@pytest.mark.parametrize("page", ["0", "2"])
def test_no_key_is_printed_or_stored(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured, fault: Answer, page: str
) -> None:
    acled_server.faults[page] = [fault] * 6
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    printed = capsys.readouterr()
    stored = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert not [secret for secret in SECRETS if secret in printed.out + printed.err + stored]
    assert "Traceback" not in printed.err


def test_a_key_follows_no_redirect_and_yields_to_no_netrc(
    acled_server: AcledServer, ucdp_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetched(acled_server, tmp_path / "a.parquet") == 0
    acled_server.requests.clear()
    ucdp_server.faults["0"] = [answer(b"", 302, Location=acled_server.url)]
    assert fetched(ucdp_server, tmp_path / "b.parquet") == 2
    assert not acled_server.requests


@pytest.mark.parametrize("source", ["acled", "ucdp"])
def test_an_empty_result_ends_with_1_and_leaves_the_file_that_was_there(
    acled_server: AcledServer, ucdp_server: LiveServer, tmp_path: Path, capsys: Captured, source: str
) -> None:
    out = tmp_path / "events.parquet"
    out.write_text("as before")
    server = acled_server if source == "acled" else ucdp_server
    assert fetched(server, out, "--country", "Qatar") == 1
    assert capsys.readouterr().out == f"{SOURCES[source].title} has no events for this request.\n"
    assert out.read_text() == "as before"
    assert names(tmp_path) == ["events.parquet"]


def test_an_answer_that_is_too_large_is_not_read(
    acled_server: AcledServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(client, "LIMIT_MB", 0.001)
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    assert "answers with more than 0.001 MB at once" in capsys.readouterr().err


@pytest.mark.parametrize("fault", [{"data": [], "next_cursor": 9}, {"data": acled_rows(2), "next_cursor": 2}])
def test_pages_that_never_end_are_an_error(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured, fault: dict[str, Any]
) -> None:
    acled_server.faults["2"] = [answer(fault)] * 3
    assert fetched(acled_server, tmp_path / "events.parquet") == 2
    assert "further pages without further events" in capsys.readouterr().err


def test_what_the_interface_leaves_out_is_reported(acled_server: AcledServer, tmp_path: Path, capsys: Captured) -> None:
    acled_server.extra = {
        "total_count": 6,
        "data_query_restrictions": {"date_recency": {"quantity": 12, "unit": "Months", "date": "2025-11-28"}},
    }
    acled_server.faults["0"] = [
        answer({"status": 200, "data": acled_rows(2), "next_cursor": None, **acled_server.extra})
    ]
    assert fetched(acled_server, tmp_path / "events.parquet") == 0
    printed = capsys.readouterr().out.splitlines()
    assert "ACLED states 6 events, but its pages hold 2." in printed
    assert "ACLED gives this account no events after 2025-11-28: they are missing, not none." in printed


def test_rows_that_are_set_aside_are_written_beside_the_file(
    acled_server: AcledServer, tmp_path: Path, capsys: Captured
) -> None:
    acled_server.rows[1]["time_precision"] = "nine"
    assert fetched(acled_server, tmp_path / "events.parquet") == 0
    assert names(tmp_path) == ["events.parquet", "events.parquet.report.csv", "events.parquet.rows.csv"]
    rows = (tmp_path / "events.parquet.rows.csv").read_text().splitlines()
    report = (tmp_path / "events.parquet.report.csv").read_text(encoding="utf-8-sig").splitlines()
    line = int(report[1].split(",")[0])
    assert "IRQ1" in rows[line - 1]
    assert "nine" in rows[line - 1]
    assert "events.parquet.rows.csv" in capsys.readouterr().out


def test_numbers_and_texts_stay_as_they_were_written(tmp_path: Path) -> None:
    row = json.dumps(acled()).replace('"33.7856"', "33.78560")[:-1] + ', "tags": "a\\ud800b", "more": {"x": 1.50}}'
    with serving(AcledServer([])) as server:
        server.faults["0"] = [answer(b'{"data": [' + row.encode() + b'], "next_cursor": null}')]
        found = fetch(SOURCES["acled"], Request(countries=("Iraq",), url=server.url), tmp_path / "x")
        written = found.folder.write_csv("acled.csv").read_text()
    assert ",33.78560," in written
    assert '"{""x"": ""1.50""}"' in written
    assert "a\\ud800b" in written, "half of a surrogate pair is no text; it stays visible"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["acled", "--country", "Iraqq"], "--country Iraqq: no such country can be fetched. The countries are Iraq,"),
        (["acled", "--from", "2024-02-01", "--to", "2024-01-01"], "--from 2024-02-01 is after --to 2024-01-01."),
        (["acled", "--version", "26.1"], "--version: the data of ACLED have no versions."),
        (["ucdp", "--version", "../x"], "--version ../x: a version of UCDP GED is written as 26.1"),
        (["ucdp", "--url", "http://example.org"], "must begin with https://"),
        (["ucdp", "--url", "https://[::1"], "--url https://[::1: this is no address."),
        (["ucdp", "--url", "https://me:secret@example.org"], "--url: the address must hold no name and no password."),
        (["ucdp", "-o", "nowhere/x.parquet"], "There is no folder nowhere."),
    ],
)
def test_a_request_that_cannot_be_sent_is_one_sentence(arguments: list[str], words: str, capsys: Captured) -> None:
    assert main(["fetch", "-o", "x.parquet", *arguments]) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert "secret" not in printed.err
    assert len(printed.err.splitlines()) == 1


def test_a_version_that_is_not_there_is_one_sentence(ucdp_server: LiveServer, tmp_path: Path, capsys: Captured) -> None:
    assert fetched(ucdp_server, tmp_path / "x", "--version", "25.0.10") == 2
    assert ucdp_server.requests[0]["path"] == "/api/gedevents/25.0.10"
    assert "UCDP has no such version" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fetch", "acled", "-o", "x", "--from", "2024-13-01"])
    assert ended.value.code == 2
    assert "“2024-13-01” is no day; write it as 2024-01-28." in capsys.readouterr().err


def test_the_progress_counts_events(acled_server: AcledServer, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    request = Request(countries=("Iraq",), url=acled_server.url)
    fetch(SOURCES["acled"], request, tmp_path / "x", progress=lambda *state: seen.append(state))
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_an_interface_without_a_total_is_fetched_to_its_last_page(tmp_path: Path) -> None:
    with serving(AcledServer(acled_rows(3))) as server:
        server.faults["0"] = [answer({"data": server.rows[:2], "next_cursor": 2})]
        server.faults["2"] = [answer({"data": server.rows[2:], "next_cursor": None})]
        found = fetch(SOURCES["acled"], Request(countries=("Iraq",), url=server.url), tmp_path / "x")
    assert (found.pages, found.rows, found.notes) == (2, 3, [])


def test_every_interface_has_an_import_format_and_encryption() -> None:
    assert set(SOURCES) <= set(FORMATS)
    assert all(source.url.startswith("https://") for source in SOURCES.values())
