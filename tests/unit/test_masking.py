"""No part of a password reaches a message, a terminal or the log, however a URL holds it."""

import io
import logging
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import ibis
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data import masking
from data.datasets import EVENTS_VARIABLE, ServedTableError, served_dataset
from data.query import database_url
from data.record.catalog import Catalog
from data.served import Served

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1:1/db"
SECRETS = ("S3cr", "t0ken", "pa55")
PLACES = [
    f"postgresql://bw:S3cr3t@{HOST}",
    f"postgresql://bw:S3cr#t0ken@{HOST}#events",
    f"postgresql://bw:S3cr/t0ken@{HOST}",
    f"postgresql://bw:S3cr?t0ken@{HOST}",
    f"postgresql://bw:S3cr?t0ken=pa55@{HOST}",
    f"postgresql://bw:S3cr@t0ken@{HOST}",
    f"postgresql://bw:S3cr:t0ken%pa55@{HOST}",
    f"postgresql://bw:S3cr%23t0ken@{HOST}",
    f"postgresql://bw:S3cr t0ken@{HOST}",
    f"postgresql://bw:S3cr]t0ken[@{HOST}",
    f"postgresql://t0ken@{HOST}",
    f"postgresql://{HOST}?user=bw&password=S3cr3t",
    f"postgresql://{HOST}?password=S3cr#t0ken",
    f"postgresql://{HOST}?password=S3cr%23t0ken&passfile=/home/pa55&sslpassword=S3cr3t",
    f"postgresql://{HOST}?password=S3cr&t0ken",
    f"postgresql://{HOST}?options=-c%20S3cr3t",
    f"postgresql://{HOST}?S3cr3t=t0ken",
    f"postgresql://{HOST}?connect_timeout=S3cr3t",
    "postgresql://bw:S3cr3t",
    "postgresql://bw:S3cr3t/db@",
    "unknown://bw:S3cr3t@host/db?token=t0ken",
    "s3://bucket/x.parquet?access_key=S3cr3t",
    "duckdb:///nowhere/S3cr3t/x.db?motherduck_token=t0ken",
    "host=127.0.0.1 port=1 user=bw password=S3cr3t",
    "postgresql:/bw:S3cr3t@127.0.0.1/db",
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a server writes into its log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    factory, hook = logging.getLogRecordFactory(), sys.excepthook
    masking.install()
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(factory)
    sys.excepthook = hook


@pytest.mark.parametrize("place", PLACES)
def test_what_cannot_be_served_is_a_sentence_without_secrets_and_so_is_the_log(
    place: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    monkeypatch.setenv(EVENTS_VARIABLE, place)
    with pytest.raises(ServedTableError) as caught:
        served_dataset(catalog)
    served = Served()
    served.load()
    assert served.problem[0] == "table"
    try:
        raise RuntimeError(f"at {place}") from caught.value  # noqa: TRY301 - an error with others as its causes
    except RuntimeError as error:
        logging.getLogger("any").exception("Failed at %s: %s", place, error)  # noqa: TRY401
    shown = f"{caught.value} {served.problem[1]} {log.getvalue()}".casefold()
    assert [secret for secret in SECRETS if secret.casefold() in shown] == []
    assert str(caught.value).startswith("BASEWATCH_EVENTS ")
    assert len(str(caught.value).splitlines()) == 1
    assert "Traceback" in log.getvalue()
    assert "RuntimeError" in log.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES[:4])
@pytest.mark.parametrize("command", [["data", "query", ""], ["components.slide", "", "-o", "never.svg"]])
def test_command_lines_print_one_line_without_secrets(place: str, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment(place), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert [secret for secret in SECRETS if secret in done.stdout + done.stderr] == []


def test_an_error_that_nobody_handles_is_printed_without_secrets() -> None:
    script = (
        "from data import masking; masking.install()\nimport ibis\n"
        "try:\n    ibis.connect('unknown://bw:S3cr3t@host')\n"
        "except ValueError as error:\n    raise RuntimeError('token=pa55, S3cr3t') from error"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment("unknown://bw:S3cr3t@host"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "RuntimeError: token=…, …" in done.stderr
    assert "ValueError: Don't know how to connect to" in done.stderr
    assert "S3cr3t" not in "".join(line for line in done.stderr.splitlines() if not line.startswith("    "))


def environment(place: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), EVENTS_VARIABLE: place, "HOME": "/tmp"}  # noqa: S108


# Letters that a person or a generator of passwords takes; a space at either end is removed with the variable's.
passwords = st.text(string.ascii_letters + string.digits + "!#$%&'()*+,-./:;<=>?@[]^_`{|}~ ", min_size=6).filter(
    lambda text: text.strip() == text and any(letter.isalnum() for letter in text)
)


@given(passwords)
@example("a=b@?c=d@e")
@example("%41bcdef%")
def test_a_text_with_a_password_in_any_form_is_masked(password: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(EVENTS_VARIABLE, f"postgres://bw:{password}@host:5432/db#events")
        for form in (password, quote(password), quote_plus(password), repr(password)):
            assert form.strip("'\"") not in masking.mask(f"connecting with {form} failed")


@given(passwords)
def test_a_password_is_passed_to_the_database_as_it_was_written_or_escaped(password: str) -> None:
    for written in {quote(password, safe=""), password if "%" not in password and "?" not in password else "x"}:
        expected = "x" if written == "x" else password
        seen: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ibis.backends.postgres.Backend, "connect", lambda _, **named: seen.append(named))  # noqa: B023
            ibis.connect(database_url.parse(f"postgres://bw:{written}@host:5432/db#attacks").url)
        assert seen == [{"user": "bw", "password": expected, "host": "host", "port": 5432, "database": "db"}]
        assert database_url.parse(f"postgres://bw:{written}@host:5432/db#attacks").table == "attacks"


@pytest.mark.parametrize(
    ("place", "url", "table"),
    [
        ("postgres://host/db", "postgres://host/db", ""),
        ("postgres://host/db#t", "postgres://host/db", "t"),
        ("postgres://u:a#b@host/db", "postgres://u:a%23b@host/db", ""),
        ("postgres://u:a#b@host/db#t", "postgres://u:a%23b@host/db", "t"),
        ("postgres://host/db?password=a#b#t", "postgres://host/db?password=a%23b", "t"),
        ("postgres://host/db?user=a@b.c&password=d@e#t", "postgres://host/db?user=a@b.c&password=d@e", "t"),
        ("pyspark://?spark.master=spark://host:7077#events", "pyspark://?spark.master=spark://host:7077", "events"),
    ],
)
def test_a_url_is_split_from_its_table(place: str, url: str, table: str) -> None:
    assert database_url.parse(place) == (url, table)


def test_values_of_variables_with_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "S3cr3t")
    monkeypatch.setenv("BASEWATCH_UCDP_TOKEN", "t0ken")
    assert masking.mask("S3cr3t and t0ken, not secretive") == "… and …, not secretive"


def test_harmless_words_are_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EVENTS_VARIABLE, "postgres://reader:S3cr3t@db.example.org:5432/basewatch?sslmode=require#events")
    text = 'relation "events" does not exist in data/query/events_reader.py, line 5; sslmode=require'
    assert masking.mask(text) == text
