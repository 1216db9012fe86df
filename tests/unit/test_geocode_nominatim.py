import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from geopy.extra.rate_limiter import RateLimiter

from data.importers.geography import Candidate
from geo.geocode import Gazetteer
from geo.nominatim import ATTRIBUTION, Nominatim, ResponseCache

TAJI = {
    "lat": "33.5234",
    "lon": "44.2569",
    "name": "Taji",
    "namedetails": {"name": "التاجي", "name:en": "Taji"},
    "class": "place",
    "type": "town",
    "addresstype": "town",
    "display_name": "Taji, Baghdad Governorate, Iraq",
    "address": {"town": "Taji", "state": "Baghdad Governorate", "country_code": "iq"},
}


class Server:
    """A Nominatim on this machine that gives the same response to every request and records the requests."""

    def __init__(self) -> None:
        self.status = 200
        self.body: Any = [TAJI]
        self.requests: list[dict[str, list[str]]] = []
        self.agents: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append(parse_qs(urlsplit(self.path).query))
                server.agents.append(self.headers["User-Agent"])
                body = server.body if isinstance(server.body, str) else json.dumps(server.body)
                self.send_response(server.status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in http.server
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(RateLimiter, "_clock", lambda _: clock.now)
    monkeypatch.setattr(RateLimiter, "_sleep", lambda _, seconds: clock.sleep(seconds))
    return clock


@pytest.fixture
def server(clock: Clock) -> Iterator[Server]:
    assert clock.slept == []
    server = Server()
    yield server
    server.close()


@pytest.fixture
def nominatim(server: Server, tmp_path: Path) -> Nominatim:
    return Nominatim(Gazetteer.of_record(), tmp_path / "cache", server.address)


def only(found: list[Candidate]) -> Candidate:
    assert len(found) == 1
    return found[0]


def test_a_place_in_the_gazetteer_is_not_requested(nominatim: Nominatim, server: Server) -> None:
    assert nominatim.place("al-Tanf", "Syria") == Gazetteer.of_record().place("al-Tanf", "Syria")
    assert server.requests == []


def test_an_unknown_place_is_requested_in_the_stated_country(nominatim: Nominatim, server: Server) -> None:
    found = only(nominatim.place("Taji", "Republic of Iraq"))
    assert (found.name, found.country, found.admin1) == ("Taji", "Iraq", "Baghdad")
    assert (found.latitude, found.longitude, found.geo_precision) == (33.5234, 44.2569, "town")
    assert (found.score, ATTRIBUTION in found.method) == (100, True)
    assert (server.requests[0]["q"], server.requests[0]["countrycodes"]) == (["Taji"], ["iq"])
    assert "Basewatch" in server.agents[0]


def test_without_a_country_the_request_is_limited_to_the_region(nominatim: Nominatim, server: Server) -> None:
    assert only(nominatim.place("Taji", None)).country == "Iraq"
    codes = server.requests[0]["countrycodes"][0].split(",")
    assert {"iq", "sy", "jo", "qa", "ir", "ye"} <= set(codes)
    assert "us" not in codes


@pytest.mark.parametrize("code", ["sy", "us", None])
def test_a_result_in_another_country_is_ignored(nominatim: Nominatim, server: Server, code: str | None) -> None:
    server.body = [{**TAJI, "address": {"country_code": code}}, {**TAJI, "address": {}}]
    assert nominatim.place("Taji", "Iraq") == []
    assert nominatim.failure is None


@pytest.mark.parametrize(("location", "country"), [("unknown", "Iraq"), ("northern Syria", None), ("", None)])
def test_a_text_that_names_no_place_is_not_requested(
    nominatim: Nominatim, server: Server, location: str, country: str | None
) -> None:
    assert nominatim.place(location, country) == []
    assert server.requests == []


def test_neither_prose_nor_a_country_off_the_map_is_requested(nominatim: Nominatim, server: Server) -> None:
    assert nominatim.place("a patrol on the road " * 6, "Iraq") == []
    assert nominatim.place("Kabul", "Afghanistan") == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        *((kind, "town") for kind in ("village", "town", "city", "military")),
        *((kind, "district") for kind in ("county", "district", "state_district")),
        *((kind, "admin1") for kind in ("state", "province")),
    ],
)
def test_the_precision_is_that_of_the_kind_of_place(
    nominatim: Nominatim, server: Server, kind: str, precision: str
) -> None:
    server.body = [{**TAJI, "addresstype": kind}]
    assert only(nominatim.place("Taji", "Iraq")).geo_precision == precision


@pytest.mark.parametrize(
    ("state", "admin1"),
    [("Al Anbar Governorate", "Anbar"), ("Dhi Qar", "Dhi Qar"), ("Deir ez-Zor Governorate", None), (None, None)],
)
def test_the_governorate_is_the_records_of_that_name(
    nominatim: Nominatim, server: Server, state: str | None, admin1: str | None
) -> None:
    address = {"country_code": "iq", **({"state": state} if state else {})}
    server.body = [{**TAJI, "address": address}]
    assert only(nominatim.place("Taji", "Iraq")).admin1 == admin1


def test_a_country_is_no_place(nominatim: Nominatim, server: Server) -> None:
    server.body = [{**TAJI, "addresstype": "country"}]
    assert nominatim.place("Taji", "Iraq") == []


def test_the_kind_is_read_where_no_kind_of_address_is_given(nominatim: Nominatim, server: Server) -> None:
    server.body = [{**{key: value for key, value in TAJI.items() if key != "addresstype"}, "type": "county"}]
    assert only(nominatim.place("Taji", "Iraq")).geo_precision == "district"


def test_a_name_in_arabic_is_compared_with_the_name_in_arabic(nominatim: Nominatim) -> None:
    assert only(nominatim.place("التاجي", "Iraq")).score == 100


def test_two_places_of_one_name_are_both_returned(nominatim: Nominatim, server: Server) -> None:
    server.body = [TAJI, {**TAJI, "lat": "34.5"}, {**TAJI, "lat": "33.53"}, {**TAJI, "name": "Baji", "namedetails": {}}]
    assert [found.latitude for found in nominatim.place("Taji", "Iraq")] == [33.5234, 34.5]


@pytest.mark.parametrize("body", [[TAJI], []])
def test_a_response_is_cached_on_disk_even_if_it_is_empty(
    server: Server, nominatim: Nominatim, tmp_path: Path, body: list[Any]
) -> None:
    server.body = body
    first = nominatim.place("Taji", "Iraq")
    again = Nominatim(Gazetteer.of_record(), tmp_path / "cache", server.address)
    assert nominatim.place("al-Taji", "Iraq") == again.place("TAJI", "iraq") == first
    assert len(server.requests) == 1
    again.place("Taji", None)
    assert len(server.requests) == 2


def test_all_users_together_send_one_request_a_second(
    server: Server, nominatim: Nominatim, clock: Clock, tmp_path: Path
) -> None:
    nominatim.place("Taji", "Iraq")
    assert clock.slept == []
    clock.now += 0.25
    Nominatim(Gazetteer.of_record(), tmp_path / "other", server.address).place("Rabia", "Iraq")
    assert clock.slept == [0.75]
    clock.now += 5
    nominatim.place("Makhmur Camp", "Iraq")
    assert (clock.slept, len(server.requests)) == ([0.75], 3)


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (403, "", "refuses to answer this machine (403): import without it"),
        (429, "", "asks for a pause (429): import again in an hour"),
        (503, "", "did not answer within 10 seconds: import again later"),
        (500, "", "failed to answer (Non-successful status code 500): import again later"),
        (200, "<html>Blocked</html>", "gave an answer that cannot be read: import again later"),
        (200, [{"name": "Taji"}], "gave an answer that cannot be read: import again later"),
        (200, [{**TAJI, "lat": "north"}], "gave an answer that cannot be read: import again later"),
    ],
)
def test_a_failure_is_one_sentence_and_ends_the_requests(
    nominatim: Nominatim, server: Server, status: int, body: object, sentence: str
) -> None:
    server.status, server.body = status, body
    assert nominatim.place("Taji", "Iraq") == []
    assert str(nominatim.failure).startswith(f"Nominatim {sentence}")
    assert "\n" not in str(nominatim.failure)
    server.status, server.body = 200, [TAJI]
    assert nominatim.place("Taji", "Iraq") == nominatim.place("Rabia", "Iraq") == []
    assert nominatim.place("Mosul", "Iraq")
    assert len(server.requests) == 1


def test_a_failure_is_not_cached(nominatim: Nominatim, server: Server, tmp_path: Path) -> None:
    server.status = 500
    nominatim.place("Taji", "Iraq")
    server.status = 200
    assert Nominatim(Gazetteer.of_record(), tmp_path / "cache", server.address).place("Taji", "Iraq")


def test_a_missing_network_is_one_sentence(clock: Clock, tmp_path: Path) -> None:
    assert clock.slept == []
    nominatim = Nominatim(Gazetteer.of_record(), tmp_path, "http://127.0.0.1:9")
    assert nominatim.place("Taji", "Iraq") == []
    assert str(nominatim.failure).startswith("Nominatim cannot be reached: check the network connection")


def test_a_damaged_cache_is_begun_again(nominatim: Nominatim, server: Server, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "nominatim.sqlite").write_bytes(b"no database at all, but quite long" * 40)
    assert nominatim.place("Taji", "Iraq")
    assert nominatim.place("Taji", "Iraq")
    assert len(server.requests) == 1


def test_a_cache_that_cannot_be_written_is_one_sentence_without_its_path(
    nominatim: Nominatim, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert nominatim.place("Taji", "Iraq") == []
    assert "cannot be saved on the server" in str(nominatim.failure)
    assert str(tmp_path) not in str(nominatim.failure)
    assert str(tmp_path / "cache") in caplog.text
    assert server.requests == []


def test_processes_write_into_one_cache_at_once_and_it_stays_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.nominatim.MOST_CACHED", 5)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: ResponseCache(tmp_path).put(f"place {n}", []), range(20)))
    cached = [n for n in range(20) if ResponseCache(tmp_path).get(f"place {n}") is not None]
    assert len(cached) == 5


def test_the_setting_names_the_folder_and_the_contact(
    server: Server, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_CACHE", str(tmp_path / "shared"))
    monkeypatch.setenv("BASEWATCH_CONTACT", "desk@example.org")
    assert Nominatim(Gazetteer.of_record(), server=server.address).place("Taji", "Iraq")
    assert (tmp_path / "shared" / "nominatim.sqlite").exists()
    assert server.agents[0].endswith("contact: desk@example.org")
    assert clock.slept == []


def test_areas_are_the_gazetteers(nominatim: Nominatim, server: Server) -> None:
    found = nominatim.areas(pd.Series([33.3152]), pd.Series([44.3661]))
    assert found.to_dict("records") == [{"country": "Iraq", "admin1": "Baghdad"}]
    assert server.requests == []
