"""Hostile texts of a served table in every file of a view; each check is seen to fail without the window's escape."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import lxml.html
import pyogrio
import pytest
from lxml import etree

from components import escape
from components.page_data import Record, SlideData, load_slide
from components.slide import slide
from components.slide.formats import html as snapshot
from components.slide.formats import pdf, pptx
from data import __main__ as command_line
from data import clean_text
from data.datasets import Dataset, served_dataset
from data.exporters import collect, kml, to_bytes
from data.exporters import csv as csv_format
from data.record.catalog import Catalog
from data.view import Note, View
from tests.hostile import MONTHS, SHORT, shown, table

JANUARY = (date(2024, 1, 1), date(2024, 1, 28))
DRAWN = {"svg", "rect", "line", "circle", "path", "text", "a", "title", "style", "metadata", "g"}
PLAIN = {"href", "src", "style", "class", "id"}


@pytest.fixture(scope="module")
def served(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("served")
    (folder / "corpus.csv").write_text(table(), encoding="utf-8", newline="")
    events = folder / "<img src=x> www.evil.example.parquet"
    assert command_line.main(["import", "table", str(folder / "corpus.csv"), "-o", str(events)]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BASEWATCH_EVENTS", str(events))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        return served_dataset(catalog)


Load = Callable[..., SlideData]


@pytest.fixture(scope="module")
def load(served: Dataset, catalog: Catalog) -> Load:
    record = Record.of(catalog, served.engine)
    return lambda **view: load_slide(record, served, View(**view))


def briefed(first: int = 0) -> dict[str, object]:
    """What a briefer writes: hostile texts in each field of the slide."""
    texts = SHORT[first : first + 15]
    notes = tuple(Note(33 + n / 10, 41, text) for n, text in enumerate(texts[3:]))
    return {"title": texts[0], "organisation": texts[1], "banner": texts[2], "note": notes}


def leaks_in_svg(picture: str) -> list[str]:
    """What is in a picture though only text can have brought it."""
    try:
        root = etree.fromstring(picture.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        return [str(error)]
    found = [str(element.tag) for element in root.iter() if etree.QName(element).localname not in DRAWN]
    names = [name for element in root.iter() for name in element.attrib]
    links = [element.get("href", "") for element in root.iter("{*}a")]
    return [*found, *(str(name) for name in names if str(name).startswith("on")), *filter(_is_foreign, links)]


def _is_foreign(address: str) -> bool:
    scheme, _, rest = address.partition(":")
    return scheme not in {"https", "http"} or "evil.example" in rest.partition("?")[0]


def leaks_in_html(page: str) -> list[str]:
    """The elements and attributes of a page that only a text can have brought."""
    root = lxml.html.fromstring(page)
    found = [
        etree.tostring(one, encoding="unicode")[:99]
        for one in root.iter("img", "iframe", "object", "embed", "base")
        if not (one.get("src") or "").startswith("data:")
    ]
    handlers = [f"{one.tag} {name}" for one in root.iter() for name in one.attrib if name.startswith("on")]
    scripts = [one for one in root.iter("script") if (one.text or "").startswith("window.bw_hacked")]
    return [*found, *handlers, *map(str, scripts)]


@pytest.mark.slow
def test_every_text_is_on_a_picture_and_nothing_else(load: Load) -> None:
    for first in range(0, len(SHORT), 15):
        data = load(**briefed(first))
        picture = slide.compose(data).svg()
        assert leaks_in_svg(picture) == []
        words = " ".join(" ".join(etree.fromstring(picture.encode()).itertext()).split())
        assert data.heading in words or " ".join(data.heading.split()) in words


@pytest.mark.slow
def test_the_events_of_each_month_are_on_a_picture_and_in_the_snapshot(load: Load) -> None:
    for month in MONTHS:
        data = load(dates=(date(2024, month, 1), date(2024, month, 28)))
        assert leaks_in_svg(slide.compose(data).svg()) == []
        page = snapshot.write(data).decode()
        assert leaks_in_html(page) == []
        words = " ".join(lxml.html.fromstring(page).text_content().split())
        assert [text for text in shown(month) if " ".join(text.split()) not in words] == []


@pytest.mark.parametrize("window", ["svg", "html"])
def test_the_checks_find_what_runs_where_texts_are_not_escaped(
    load: Load, monkeypatch: pytest.MonkeyPatch, window: str
) -> None:
    data = load(**briefed())
    monkeypatch.setattr(escape, "html", lambda text: "" if text is None else str(text))
    if window == "svg":
        assert leaks_in_svg(slide.compose(data).svg())
    else:
        assert leaks_in_html(snapshot.write(data).decode())


def test_the_state_of_the_map_holds_no_braces_and_no_end_of_a_script(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = snapshot.write(load(dates=JANUARY)).decode()
    assert not re.search(r"<script[^>]*>window\.bw_hacked", page)
    monkeypatch.setattr(escape, "literal", lambda value: json.dumps(value, default=str, ensure_ascii=False))
    assert leaks_in_html(snapshot.write(load(dates=JANUARY)).decode())


def test_text_that_is_not_cleaned_at_the_border_ends_a_picture() -> None:
    assert leaks_in_svg(f"<svg><text>{escape.html(clean_text.clean_line('bell ' + chr(7)))}</text></svg>") == []
    assert leaks_in_svg(f"<svg><text>{escape.html('bell ' + chr(7))}</text></svg>")


def poppler(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} (package poppler-utils) is not installed")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.slow
def test_a_pdf_has_no_script_and_no_link_but_its_own(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "slide.pdf"
    for first in range(0, len(SHORT), 90):
        file.write_bytes(pdf.write(load(**briefed(first))))
        assert poppler("pdfinfo", "-js", str(file)).strip() in {"", 'Name Dictionary "JavaScript":'}
        links = [line.split()[-1] for line in poppler("pdfinfo", "-url", str(file)).splitlines()[1:]]
        assert not list(filter(_is_foreign, links))
        assert len(poppler("pdftotext", str(file), "-")) > 100


@pytest.mark.slow
def test_a_presentation_has_no_link_field_or_program_of_a_text(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "slide.pptx"
    for first in range(0, len(SHORT), 45):
        file.write_bytes(pptx.write(load(**briefed(first))))
        with zipfile.ZipFile(file) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    root = ET.fromstring(parts.read(name))  # noqa: S314 - the product wrote it
                    targets = [one.get("Target", "") for one in root.iter() if one.get("TargetMode") == "External"]
                    assert not list(filter(_is_foreign, targets))
                    assert not [one for one in root.iter() if "fld" in one.tag and one.get("type") == "evil"]


@pytest.mark.slow
def test_a_workbook_opened_by_libreoffice_shows_the_texts(served: Dataset, catalog: Catalog, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None or not (Path(soffice).resolve().parent / "libsclo.so").exists():
        pytest.skip("LibreOffice Calc (package libreoffice-calc) is not installed")
    bundle = collect(
        served.engine, catalog, View(), served.fingerprint, "https://basewatch.example/", external_name="x"
    )
    (tmp_path / "view.xlsx").write_bytes(to_bytes(bundle, "xlsx"))
    command = [soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "view.xlsx")], check=True, capture_output=True)
    with (tmp_path / "view.csv").open(encoding="utf-8", newline="") as file:
        places = {row["location"] for row in csv.DictReader(file)}
    assert [text for text in shown() if text not in places] == []


@pytest.mark.parametrize("key", ["gpkg", "kml", "geojson"])
def test_gdal_reads_the_texts_from_the_exports(served: Dataset, catalog: Catalog, tmp_path: Path, key: str) -> None:
    bundle = collect(
        served.engine, catalog, View(), served.fingerprint, "https://basewatch.example/", external_name="x"
    )
    file = tmp_path / f"view.{key}"
    file.write_bytes(to_bytes(bundle, key))
    found = pyogrio.read_dataframe(file, layer={"gpkg": "events", "kml": "On the map"}.get(key))
    column = "location" if "location" in found else "Name"
    texts = set(found[column])
    assert [text for text in shown() if text not in texts] == []


def test_without_their_escapes_csv_and_kml_would_run(
    served: Dataset, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = collect(
        served.engine, catalog, View(), served.fingerprint, "https://basewatch.example/", external_name="x"
    )

    def formulas() -> list[str]:
        rows = csv.reader(io.StringIO(to_bytes(bundle, "csv").decode(), newline=""))
        return [cell for row in rows for cell in row if cell.startswith(("=", "@", "＝"))]

    def drawn_as_markup() -> bool:
        descriptions = etree.fromstring(to_bytes(bundle, "kml")).iter("{*}description")
        return any("<img" in (one.text or "") for one in descriptions)

    assert formulas() == []
    assert not drawn_as_markup()
    monkeypatch.setattr(csv_format, "escape_formula", lambda text: text)
    monkeypatch.setattr(kml, "html", SimpleNamespace(escape=lambda text: text))
    assert formulas()
    assert drawn_as_markup()
