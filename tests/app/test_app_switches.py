"""Imports, exports, online tiles and Nominatim switched off: the control is gone, and what is behind it refuses."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.dialogs import import_file
from components.export_file import ExportRefusedError, Exports
from components.visitor import ANYBODY
from data.importers import RefusedError, run
from data.view import View
from geo.geocode import Gazetteer
from geo.nominatim import Nominatim, NominatimError
from tests.app.test_app_import import HEADER, ROWS, _dialog, dialog, press, upload
from tests.app.visitor import Visitor, messages

__all__ = ["dialog"]
FAR_TILES = ("openstreetmap.org", "arcgisonline.com")


def labels(visitor: Visitor) -> list[str]:
    return [button.label for button in visitor.test.button]


def downloads(visitor: Visitor) -> int:
    return len(visitor.test.get("download_button"))


def test_by_default_everything_is_offered(visitor: Visitor) -> None:
    visitor.open()
    assert {"Import", "Export"} <= set(labels(visitor))
    assert all(host in visitor.map["script"] for host in FAR_TILES)
    assert downloads(visitor.button("Export")) == 7
    assert downloads(visitor.open("mode=briefing")) == 6


def test_without_imports(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_IMPORTS", "off")
    assert "Import" not in labels(visitor.open())
    (warning,) = visitor.open("data=own&file=0123456789ab").warnings
    assert "which only the browser session that imported it holds" in warning
    assert "import it" not in warning
    test = AppTest.from_function(_dialog, default_timeout=60).run()
    assert messages(test, "error") == ["You may not import files on this server."]
    assert not test.get("file_uploader")
    with pytest.raises(RefusedError, match="You may not import files"):
        import_file.read(ANYBODY, "table", 1, pytest.fail)


def test_without_exports_a_view_can_be_cited(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_EXPORTS", "off")
    assert "Export" not in labels(visitor.open())
    visitor.button("Cite")
    assert downloads(visitor) == 0
    assert "Basewatch" in visitor.test.code[0].value
    visitor.open("mode=briefing")
    assert downloads(visitor) == 0
    assert "Export" not in visitor.html
    with pytest.raises(ExportRefusedError):
        Exports(ANYBODY, View(), 0).guarded(pytest.fail, "csv")()


def test_an_export_that_was_offered_before_the_switch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Exports(ANYBODY, View(), 0).guarded(lambda: b"content", "csv")
    assert make() == b"content"
    monkeypatch.setenv("BASEWATCH_EXPORTS", "off")
    with pytest.raises(ExportRefusedError):
        make()


def test_without_online_tiles_no_map_from_the_network_is_known(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_ONLINE_TILES", "off")
    visitor = new_visitor().open("online=streets")
    sent = json.dumps(visitor.map)
    assert not any(words in sent for words in (*FAR_TILES, "Online:", "tileLayer", "L.control.layers"))
    assert "online" in visitor.warnings[0]


def test_without_nominatim_nothing_is_looked_up(
    dialog: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upload(dialog, HEADER + ROWS)
    assert "Look up unknown places with Nominatim" in [box.label for box in dialog.checkbox]
    monkeypatch.setenv("BASEWATCH_NOMINATIM", "off")
    assert "Look up unknown places with Nominatim" not in [box.label for box in dialog.run().checkbox]
    with pytest.raises(NominatimError, match="Nominatim is switched off on this server"):
        Nominatim(Gazetteer.of_record(), tmp_path)


def test_imports_and_exports_of_the_page_are_audited(
    dialog: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BASEWATCH_AUDIT", str(tmp_path / "audit.jsonl"))
    press(upload(dialog, HEADER + ROWS, "a-name-of-a-visitor.csv"), "Read the file")
    Exports(ANYBODY, View(find="erbil"), 7, "5e55").guarded(lambda: b"content", "csv")()
    text = (tmp_path / "audit.jsonl").read_text(encoding="utf-8")
    imported, exported = map(json.loads, text.splitlines())
    assert (imported["what"], imported["rows"], imported["kept"]) == ("import", 7, 7)
    assert imported["bytes"] == len((HEADER + ROWS).encode())
    assert len(imported["who"]) == 12
    assert (exported["who"], exported["rows"], exported["bytes"], exported["view"]) == ("5e55", 7, 7, "find=erbil")
    assert "a-name-of-a-visitor" not in text


def test_what_cannot_be_audited_is_not_offered_and_not_done(
    visitor: Visitor, dialog: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upload(dialog, HEADER + ROWS)
    (tmp_path / "events.csv").write_text(HEADER + ROWS, encoding="utf-8")
    monkeypatch.setenv("BASEWATCH_AUDIT", str(tmp_path))
    (error,) = messages(dialog.run(), "error")
    assert error == "The audit cannot be written (is a directory), so nothing is imported or exported."
    read = partial(run, tmp_path / "events.csv", "table")
    with pytest.raises(RefusedError, match="The audit cannot be written"):
        import_file.read(ANYBODY, "table", 1, read)
    visitor.open().button("Export")
    assert downloads(visitor) == 0
    assert "The audit cannot be written" in visitor.errors[0]
    with pytest.raises(ExportRefusedError):
        Exports(ANYBODY, View(), 0).guarded(lambda: b"content", "csv")()
    monkeypatch.delenv("BASEWATCH_AUDIT")
    dialog.run()  # with its file again, which the end of the test removes
