"""The script of the map layer in docs/extending.md draws on the real map."""

import re
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser, expect

from components import page_data
from components.map.columns import columns
from components.page_data import Record
from components.slide.formats import html
from components.symbology import LEGEND_MARKS
from data.datasets import served_dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"


def test_the_script_of_the_map_layer_of_the_recipe(
    browser: Browser, catalog: Catalog, record_engine: Engine, tmp_path: Path
) -> None:
    (script,) = re.findall(r"^```js\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    record = Record.of(catalog, record_engine)
    snapshot = tmp_path / "view.html"
    snapshot.write_bytes(html.write(page_data.load_slide(record, served_dataset(catalog), View())))
    page = browser.new_page()
    page.goto(snapshot.as_uri())
    page.add_script_tag(content=script)
    shape = LEGEND_MARKS["base"]
    page.evaluate("(shape) => basewatch.layers.capitals.mount(basewatch.state.map, shape)", asdict(shape))
    stars = page.locator(f'.bw-label path[d="{shape.path}"]')
    for names in (["Baghdad", "Amman"], ["Doha"], ["Doha"]):
        payload = columns([{"name": name, "latitude": 33 + n, "longitude": 44} for n, name in enumerate(names)])
        page.evaluate("(payload) => basewatch.layers.capitals.update(payload)", payload)
        expect(stars).to_have_count(len(names))
    page.close()
