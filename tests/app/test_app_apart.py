"""Two visitors: nothing of the one's imported file is reached by the other, whatever the other guesses."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from components import admission
from data.datasets import UploadedDataset
from data.importers import run
from data.record.catalog import Catalog
from data.view import View
from tests.app.visitor import Visitor

pytestmark = pytest.mark.slow

TABLE = "id,date,place,country,lat,lon,killed\nsecret,2024-01-28,Hidden place,Jordan,33.3,38.7,3\n"


def imported(folder: Path, name: str, table: str, catalog: Catalog) -> UploadedDataset:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(table, encoding="utf-8")
    return UploadedDataset(run(path, "table"), catalog)


def shown(visitor: Visitor) -> str:
    """All that the page of a visitor holds."""
    return visitor.html + visitor.sidebar + repr(visitor.components) + "".join(visitor.warnings)


@pytest.mark.parametrize("data", ["own", "both"])
@pytest.mark.parametrize("mode", ["dashboard", "briefing"])
def test_the_fingerprint_of_another_visitor_s_file_opens_nothing(
    new_visitor: Callable[[], Visitor], tmp_path: Path, catalog: Catalog, data: str, mode: str
) -> None:
    holder, other = new_visitor(), new_visitor()
    file = imported(tmp_path, "private-name.csv", TABLE, catalog)
    holder.test.session_state["uploaded_file"] = file
    link = f"data={data}&file={file.fingerprint}&mode={mode}&selected=table-secret"
    holder.open(link)
    other.open(link)
    assert other.view.data == "record"
    assert "uploaded_file" not in other.test.session_state
    assert any("only the browser session that imported it holds" in warning for warning in other.warnings)
    assert "private-name" not in shown(other) if mode == "dashboard" else "private-name" not in other.html
    other.open(f"data=record&selected=table-secret&find=Hidden&mode={mode}")
    assert "Hidden place" not in other.html


def test_equal_rows_in_files_of_two_visitors_do_not_tell_the_name_of_either(
    new_visitor: Callable[[], Visitor], tmp_path: Path, catalog: Catalog
) -> None:
    names = ("name-of-the-one.csv", "name-of-the-other.csv")
    found = []
    for n, name in enumerate(names):
        visitor = new_visitor()
        file = imported(tmp_path / str(n), name, TABLE, catalog)
        visitor.test.session_state["uploaded_file"] = file
        for mode in ("dashboard", "briefing"):
            visitor.open(View(data="own", file=file.fingerprint, mode=mode).query())
            found.append(_slides(visitor) if mode == "briefing" else visitor.html + visitor.sidebar)
    for place, page in enumerate(found):
        assert names[place // 2] in page
        assert names[1 - place // 2] not in page


def _slides(visitor: Visitor) -> str:
    """The slides of the page as SVG."""
    pictures = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", visitor.html)
    assert pictures
    return "".join(base64.b64decode(picture).decode() for picture in pictures)


def test_views_filters_and_pairs_of_two_visitors_are_their_own(
    new_visitor: Callable[[], Visitor], tmp_path: Path, catalog: Catalog
) -> None:
    one, other = new_visitor(), new_visitor()
    one.test.session_state["uploaded_file"] = imported(tmp_path, "one.csv", TABLE, catalog)
    one.open("side=attack&find=drone")
    other.open("country=Iraq")
    one.rerun()
    assert one.view == View(side=("attack",), find="drone")
    other.rerun()
    assert other.view == View(country=("Iraq",))
    assert "uploaded_file" not in other.test.session_state
    assert "accepted_matches" not in other.test.session_state


def test_a_session_beyond_the_limit_gets_a_sentence(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_SESSIONS", "1")
    entrance = admission.Admission(lambda _: True)
    entrance.admit("somebody else", 1)
    monkeypatch.setattr(admission, "_ADMISSION", entrance)
    visitor = new_visitor()
    visitor.open()
    assert visitor.warnings == [
        "The page serves 1 sessions at a time, and all are taken. Open it again in a few minutes."
    ]
    assert not visitor.test.main.html or "<h1" not in visitor.html
