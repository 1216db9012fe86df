"""The HTML snapshot carries the licences of what it embeds."""

from components import assets
from components.slide import html_export
from components.slide.slide_data import gather
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View


def test_the_snapshot_carries_the_licences_of_what_it_embeds(catalog: Catalog, record_engine: Engine) -> None:
    dataset = Dataset("Basewatch record 1.0.0", record_engine, of_record=True)
    snapshot = html_export.html(gather(catalog, dataset, View()))
    assert (assets.LEAFLET / "LICENSE").read_text(encoding="utf-8") in snapshot
    foot = snapshot[snapshot.index("<footer>") :]
    for work in ("Leaflet", "BSD 2-Clause", "Source Sans 3", "SIL Open Font License 1.1", "Natural Earth", "GeoNames"):
        assert work in foot
