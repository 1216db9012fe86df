"""The audit: whole lines from several processes, and a sentence where a line cannot be written."""

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from components.slide import __main__ as slide_command
from data import __main__ as command_line
from data import audit
from data.audit import AuditError


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an audit that is switched on."""
    file = tmp_path / "audit.jsonl"
    monkeypatch.setenv("BASEWATCH_AUDIT", str(file))
    return file


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_nothing_is_kept_where_it_is_not_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASEWATCH_AUDIT", raising=False)
    audit.check()
    audit.append("export", "somebody", format="csv")


def test_a_line_holds_who_did_what_and_when(kept: Path) -> None:
    audit.append("export", "ann@example.org", format="csv", rows=3, view="find=a\nb")
    (line,) = lines(kept)
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {"what": "export", "who": "ann@example.org", "format": "csv", "rows": 3, "view": "find=a\nb"}
    assert kept.stat().st_mode & 0o007 == 0


def test_lines_of_many_writers_are_whole(kept: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: audit.append("export", str(n), view="x" * 5000), range(200)))
    assert sorted(int(str(line["who"])) for line in lines(kept)) == list(range(200))


@pytest.mark.parametrize("place", ["", "no/such/folder/audit.jsonl"])
def test_a_file_that_cannot_be_written_is_a_sentence(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_AUDIT", str(tmp_path / place))
    for attempt in (audit.check, lambda: audit.append("import", "somebody")):
        with pytest.raises(
            AuditError, match=r"The audit cannot be written \(.*\), so nothing is imported or exported\."
        ):
            attempt()


def test_a_pipe_that_nobody_reads_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("BASEWATCH_AUDIT", str(tmp_path / "pipe"))
    with pytest.raises(AuditError):
        audit.check()


@pytest.mark.parametrize("written", [0, 10])
def test_a_full_disk_leaves_no_half_line(written: int, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audit.append("export", "before")
    write = os.write

    def fill(file: int, content: bytes) -> int:
        if written == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, content[:written])

    monkeypatch.setattr(os, "write", fill)
    with pytest.raises(AuditError, match=r"\((no space left on device|the disk is full)\)"):
        audit.append("export", "lost")
    monkeypatch.undo()
    monkeypatch.setenv("BASEWATCH_AUDIT", str(kept))
    audit.append("export", "after")
    assert [line["who"] for line in lines(kept)] == ["before", "after"]


def test_a_line_that_does_not_reach_the_disk_is_removed(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AuditError, match="input/output error"):
        audit.append("export", "lost")
    assert kept.read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_disk_that_is_really_full_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_AUDIT", "/dev/full")
    with pytest.raises(AuditError, match="The audit cannot be written"):
        audit.append("export", "somebody")


def test_the_command_line_is_audited(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,country,killed\n2024-01-28,Jordan,3\n", encoding="utf-8")
    assert command_line.main(["query", "country=Qatar", "-o", str(tmp_path / "qatar.csv")]) == 0
    assert command_line.main(["import", "table", str(tmp_path / "events.csv"), "-o", str(tmp_path / "e.parquet")]) == 0
    assert slide_command.main(["country=Qatar", "-o", str(tmp_path / "slide.svg")]) == 0
    exported, imported, slide = lines(kept)
    for line in (exported, imported, slide):
        assert line.pop("time")
        assert line.pop("who") == "command line"
    size = (tmp_path / "qatar.csv").stat().st_size
    assert exported == {"what": "export", "format": "csv", "rows": 1, "bytes": size, "view": "country=Qatar"}
    size = (tmp_path / "events.csv").stat().st_size
    assert imported == {"what": "import", "format": "table", "rows": 1, "kept": 1, "bytes": size}
    assert (slide["what"], slide["format"], slide["rows"]) == ("export", "svg", 1)


def test_the_command_line_writes_nothing_that_is_not_audited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASEWATCH_AUDIT", str(tmp_path))
    table, out = tmp_path / "events.csv", tmp_path / "out"
    table.write_text("date,country,killed\n2024-01-28,Jordan,3\n", encoding="utf-8")
    assert command_line.main(["query", "country=Qatar", "-o", str(out)]) == 2
    assert command_line.main(["import", "table", str(table), "-o", str(out)]) == 2
    assert slide_command.main(["country=Qatar", "-o", str(out.with_suffix(".svg"))]) == 2
    assert capsys.readouterr().err.count("The audit cannot be written (is a directory)") == 3
    assert sorted(tmp_path.iterdir()) == [table]
