"""The HTML snapshot carries the licences of what it embeds."""

from components.files import LEAFLET
from components.page_data import Record, load_slide
from components.slide.formats import html
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View


def test_the_snapshot_carries_the_licences_of_what_it_embeds(catalog: Catalog, record_engine: Engine) -> None:
    dataset = Dataset("Basewatch record 1.1.0", record_engine, of_record=True)
    snapshot = html.page(load_slide(Record.of(catalog, record_engine), dataset, View()))
    assert (LEAFLET / "LICENSE").read_text(encoding="utf-8") in snapshot
    foot = snapshot[snapshot.index("<footer>") :]
    for work in ("Leaflet", "BSD 2-Clause", "Source Sans 3", "SIL Open Font License 1.1", "Natural Earth", "GeoNames"):
        assert work in foot
