"""The samples of docs/extending.md work as they are written: each recipe is followed with them."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import pytest
import streamlit as st

from components import page_data, symbology, theme
from components.map import map_state
from components.map.layers import LAYERS
from components.page_data import Record
from components.slide import slide_map
from components.slide.formats import svg
from data import exporters, importers, terms
from data.__main__ import main
from data.datasets import Dataset, served_dataset
from data.filters import Facet
from data.query import backends
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.url_docs import example_link
from data.view import PAGES, View
from tests.unit.imports.files import delimited

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"
TEXT = PAGE.read_text(encoding="utf-8")
SAMPLES = dict(re.findall(r"^```python ([\w-]+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE))
"""The code of each sample by the word that follows `python` on its first line."""


def add_module(monkeypatch: pytest.MonkeyPatch, sample: str, name: str) -> ModuleType:
    """A sample as a module of this name."""
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(compile(SAMPLES[sample], f"{PAGE} {sample}", "exec"), vars(module))  # noqa: S102 - our own page
    return module


def add_entry(monkeypatch: pytest.MonkeyPatch, sample: str, registry: dict[str, Any], **names: object) -> str:
    """Add a sample to a registry; the key of its entry."""
    ((key, value),) = eval(f"{{{SAMPLES[sample]}}}", names).items()  # noqa: S307 - our own page
    monkeypatch.setitem(registry, key, value)
    return str(key)


@pytest.fixture(scope="module")
def record(catalog: Catalog, record_engine: Engine) -> Record:
    return Record.of(catalog, record_engine)


@pytest.fixture(scope="module")
def served(catalog: Catalog) -> Dataset:
    return served_dataset(catalog)


def test_the_filter_of_the_recipe(record_engine: Engine) -> None:
    names = {"View": View, "dataclass": dataclass, "Annotated": Annotated, "Facet": Facet, "OUTCOMES": terms.OUTCOMES}
    widened = f"@dataclass(frozen=True)\nclass WiderView(View):\n{SAMPLES['filter']}"
    exec(widened, names)  # noqa: S102 - our own page
    view: Any = names["WiderView"]
    exec(SAMPLES["filter-test"], {**names, "View": view, "Engine": Engine}, names)  # noqa: S102
    test: Any = names["test_outcome_selects_events_by_what_became_of_them"]
    test(record_engine)
    facet = view.all_parameters()["outcome"]
    chosen = view.parse(example_link(facet))
    assert chosen.active() == [("outcome", "intercepted", "Intercepted")]
    assert chosen.reset() == view()
    assert record_engine.options(view())["outcome"]["intercepted"] == record_engine.counts(chosen).shown > 0


def test_the_export_format_of_the_recipe(
    record_engine: Engine, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    add_module(monkeypatch, "exporter", "data.exporters.jsonl")
    key = add_entry(monkeypatch, "exporter-entry", exporters.FORMATS, Format=exporters.Format)
    view = View(side=("attack",), country=("Jordan",))
    bundle = exporters.collect(record_engine, catalog, view, "0" * 12, "https://basewatch.example/")
    file = exporters.to_bytes(bundle, key)
    assert file == exporters.to_bytes(bundle, key)
    about, *events = map(json.loads, file.decode().splitlines())
    assert about["basewatch"]["view"] == view.describe()
    assert [event["event_id"] for event in events] == record_engine.events(view)["event_id"].tolist() != []
    assert main(["query", view.query(), "--format", key]) == 0
    assert len(capsysbinary.readouterr().out.splitlines()) == 1 + len(events)


def test_the_import_format_of_the_recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = add_module(monkeypatch, "importer", "data.importers.formats.sightings")
    key = add_entry(monkeypatch, "importer-entry", importers.FORMATS, sightings=module)
    row = {"sighting_id": "7", "sighted_on": "2024-01-28", "country": "Jordan", "place": "Amman"}
    rows = [{**row, "latitude": "31.95", "longitude": "35.93"}, {**row, "sighted_on": "never", "latitude": ""}]
    file = delimited(tmp_path / "log.csv", rows, list(rows[0]))
    assert importers.inspect(file).format == key
    found = importers.run(file, key)
    assert found.events[["event_id", "country", "latitude"]].values.tolist() == [["sighting-7", "Jordan", 31.95]]
    assert [rejection.column for rejection in found.report.rejected] == ["sighted_on"]


def test_the_map_layer_of_the_recipe(record: Record, served: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    add_entry(monkeypatch, "layer-words", symbology.LEGEND_WORDS)
    kind = add_entry(monkeypatch, "layer-mark", symbology.LEGEND_MARKS, Shape=symbology.Shape, theme=theme)
    layer = add_module(monkeypatch, "layer", "components.map.layers.capitals").LAYER
    add_module(monkeypatch, "slide-layer", "components.slide.layers.capitals")
    for module in (slide_map, map_state):
        monkeypatch.setattr(module, "LAYERS", (*(other for other in LAYERS if other.name != layer.name), layer))
    (entry,) = [entry for entry in map_state.legend() if entry["kind"] == kind]
    assert entry["mark"] == layer.settings(None)
    for countries, stars in (((), 4), (("Iraq",), 1)):
        page = page_data.load_slide(record, served, View(country=countries))
        shown = map_state.Shown(page.view, page.groups, page.members)
        assert layer.payload(shown)["rows"] == stars
        picture = svg.write(page)
        assert picture.count(b'<path d="M0,-8.4 L2.4,') == stars
        assert b">capital</text>" in picture


def test_the_tab_of_the_recipe(record: Record, served: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(st, "html", drawn.append)
    page = page_data.load(record, served, View())
    add_module(monkeypatch, "tab", "components.dashboard.actors").draw(page)
    key = add_entry(monkeypatch, "tab-words", PAGES)
    assert View.parse(f"page={key}").page == key
    assert f'"{key}": lambda: actors.draw(page),' in SAMPLES["tab-entry"]
    assert "<li>Islamic Resistance in Iraq</li>" in drawn[0]


def test_the_database_of_the_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    module = add_module(monkeypatch, "backend", "data.query.backends.mysql")
    key = add_entry(monkeypatch, "backend-entry", backends._CLASSES)
    found = backends.backend_for(key)
    assert type(found) is module.MySQL
    assert (found.max_connections, found.sorts_by_bytes, found.in_process) == (4, False, False)


def test_every_python_sample_is_run() -> None:
    assert TEXT.count("```python") == len(SAMPLES)
    tests = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in SAMPLES if f'"{name}"' not in tests and f"'{name}'" not in tests} == set()
