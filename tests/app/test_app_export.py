"""The export dialog: how many events a file will have."""

import pytest
from streamlit.testing.v1 import AppTest


def _dialog(query: str) -> None:
    from components.dialogs import export_dialog  # noqa: PLC0415 - the function is a script
    from components.visitor import ANYBODY  # noqa: PLC0415
    from data.datasets import Dataset  # noqa: PLC0415
    from data.query.engine import Engine  # noqa: PLC0415
    from data.record.catalog import load_catalog  # noqa: PLC0415
    from data.view import View  # noqa: PLC0415

    catalog = load_catalog()
    dataset = Dataset("Record", Engine.of_catalog(catalog), of_record=True)
    export_dialog.draw(catalog, dataset, View.parse(query), ANYBODY)


@pytest.mark.parametrize(
    ("query", "events"), [("", "50 events"), ("country=Qatar", "1 event"), ("find=zebra", "0 events")]
)
def test_the_number_of_events_in_a_file_is_stated(query: str, events: str) -> None:
    dialog = AppTest.from_function(_dialog, args=(query,), default_timeout=60).run()
    assert not dialog.exception
    assert [text.value for text in dialog.markdown if "Each file has" in text.value] == [
        (
            f"Each file has {events}, and names its view, its sources and its licence. "
            "A slide (PowerPoint, PNG, SVG, PDF) is made under Briefing."
        )
    ]
