"""Names of files from outside that no disk takes, and metadata that no parser can follow: each ends in a sentence."""

import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import importers
from data.clean_text import file_name
from data.importers import RefusedError
from tests.hostile import HOSTILE

TABLE = "date,country,place\n2024-01-28,Iraq,Erbil\n"
DEEP = '{"a":' * 50_000 + "1" + "}" * 50_000
FEATURE = '{"type":"Feature","geometry":null,"properties":{"date":"2024-01-28","country":"Iraq","note":NOTE}}'
NESTED = {
    "properties.geojson": '{"type":"FeatureCollection","features":[FEATURE]}',
    "crs.geojson": '{"type":"FeatureCollection","crs":NOTE,"features":[FEATURE]}',
    "cell.json": '[{"date":"2024-01-28","country":"Iraq","x":NOTE}]',
    "data.kml": "<kml><Placemark><name>x</name><ExtendedData>ELEMENTS</ExtendedData></Placemark></kml>",
}
"""Files of which a part is nested deeper than any parser follows."""


@given(st.sampled_from([text for text in HOSTILE if len(text) < 120]) | st.text(st.characters(), max_size=400))
def test_any_name_is_one_that_a_disk_takes(name: str) -> None:
    found = file_name(name)
    assert 0 < len(found.encode()) <= 200
    assert found == Path(found).name
    assert file_name(found) == found


def test_a_long_name_of_arabic_letters_keeps_its_ending() -> None:
    found = file_name("ش" * 128 + ".geojson")
    assert found.startswith("ش" * 90)
    assert found.endswith("….geojson")


def test_tables_with_any_name_are_read_from_an_archive(tmp_path: Path) -> None:
    for n, name in enumerate(["ش" * 128, "../../up", "\x07bell\u202e", "a\\b", "<img src=x>", "x" * 5_000]):
        file = tmp_path / f"{n}.zip"
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr(f"{name}.csv", TABLE)
        assert importers.run(file, "table").report.kept == 1
    assert [path.name for path in tmp_path.parent.glob("up*")] == []


def parquet(file: Path, metadata: str) -> None:
    table = pa.table({"date": ["2024-01-28"], "country": ["Iraq"]})
    pq.write_table(table.replace_schema_metadata({"geo": metadata, "other": DEEP}), file)


@pytest.mark.parametrize("name", NESTED)
def test_deeply_nested_metadata_are_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    content = NESTED[name].replace("FEATURE", FEATURE).replace("NOTE", DEEP)
    content = content.replace("ELEMENTS", "<a>" * 50_000 + "</a>" * 50_000)
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(RefusedError, match=name) as refused:
        importers.run(tmp_path / name, "table")
    assert len(str(refused.value)) < 500


def test_deeply_nested_metadata_of_a_parquet_file_are_refused_in_a_sentence(tmp_path: Path) -> None:
    for n, metadata in enumerate([DEEP, json.dumps({"primary_column": "date"})[:-1] + f',"columns":{DEEP}' + "}"]):
        parquet(tmp_path / f"{n}.parquet", metadata)
        with pytest.raises(RefusedError, match=f"{n}.parquet is a broken Parquet file"):
            importers.run(tmp_path / f"{n}.parquet", "table")
