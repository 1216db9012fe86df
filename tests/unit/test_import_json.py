"""JSON, JSON lines and GeoJSON, as web interfaces and programs write them."""

import json
from pathlib import Path

import pytest

from data.importers import Imported, Options, RefusedError, inspect, run
from data.importers.sources import json_file, json_text
from tests.unit.imports import files
from tests.unit.imports.files import Row, acled, text, ucdp

ROW: dict[str, object] = {"id": "1", "date": "2024-01-28", "country": "Jordan", "location": "Amman", "killed": 3}
POINT = {"type": "Point", "coordinates": [38.7, 33.3]}
AREA = {"type": "Polygon", "coordinates": [[[44, 33], [45, 33], [45, 34], [44, 33]]]}


def write(path: Path, content: object) -> Path:
    return text(path, json.dumps(content))


def rows(number: int) -> list[dict[str, object]]:
    return [{**ROW, "id": str(place)} for place in range(number)]


def read(path: Path, options: Options | None = None) -> Imported:
    found = run(path, "table", options=options or Options())
    assert found.report.read == found.report.kept + found.report.merged + found.report.rejected_rows()
    return found


def refusal(path: Path, options: Options | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        read(path, options)
    message = str(refused.value)
    assert "\n" not in message
    return message


def reasons(found: Imported) -> list[tuple[int, str]]:
    return [(rejection.line, rejection.reason) for rejection in found.report.rejected]


@pytest.mark.parametrize(
    ("content", "array"),
    [
        (rows(2), None),
        *(({name: rows(2)}, name) for name in ("data", "Result", "results", "cases", "items", "rows", "anything")),
        ({"features": rows(2)}, None),
        ({"result": {"records": rows(2), "fields": [{"id": "a"}]}}, "result.records"),
        ({"errors": [{"code": 1}] * 9, "data": rows(2)}, "data"),
        ({"data": [], "events": rows(2)}, "events"),
        ({"data": [1, 2, 3], "days": rows(2)}, "days"),
    ],
)
def test_the_array_of_rows_is_found(tmp_path: Path, content: object, array: str | None) -> None:
    path = write(tmp_path / "answer.json", content)
    found = read(path)
    assert found.events[["country", "killed_best"]].to_numpy().tolist() == [["Jordan", 3]] * 2
    assert inspect(path).table == array
    assert array is None or any(note.startswith(f"The array read is “{array}”") for note in found.report.notes)


def test_another_array_is_read_if_it_is_stated(tmp_path: Path) -> None:
    path = write(tmp_path / "answer.json", {"data": rows(1), "old": rows(3)})
    assert inspect(path).tables == ("data", "old")
    assert "The array read is “data”. Not read: “old”; choose another with --layer." in read(path).report.notes
    assert read(path, Options(table="old")).report.kept == 3
    assert "has no array “x”. Its arrays are “data”, “old”." in refusal(path, Options(table="x"))


def test_answers_of_acled_and_ucdp_are_recognised(tmp_path: Path) -> None:
    answer = {"status": 200, "success": True, "count": 1, "data": [acled()]}
    path = write(tmp_path / "acled.json", answer)
    assert inspect(path).format == "acled"
    assert run(path, "acled").events["latitude"].tolist() == [33.7856]
    number: Row | dict[str, object] = {**ucdp(), "best": 3, "latitude": 33.64, "date_start": "2024-01-30T00:00:00"}
    page = {"TotalCount": 7, "TotalPages": 7, "NextPageUrl": "https://example.org/?page=1", "Result": [number]}
    path = write(tmp_path / "ucdp.json", page)
    assert inspect(path).format == "ucdp"
    found = run(path, "ucdp")
    assert found.events[["latitude", "killed_best"]].to_numpy().tolist() == [[33.64, 3]]
    assert "The file states 7 rows in all; it holds 1 of them." in found.report.notes


def test_a_following_page_is_named(tmp_path: Path) -> None:
    found = read(write(tmp_path / "page.json", {"next": "https://example.org/2", "results": rows(1)}))
    assert any("it names a following page" in note for note in found.report.notes)


def test_nested_objects_are_columns_with_dotted_names_or_text(tmp_path: Path) -> None:
    row = {**ROW, "place": {"lat": 33.5, "more": {"a": 1}}, "tags": ["x", "y"]}
    path = write(tmp_path / "nested.json", [row])
    found = inspect(path)
    assert found.columns[-3:] == ("place.lat", "place.more", "tags")
    assert found.sample.iloc[0, -3:].tolist() == ["33.5", '{"a": "1"}', '["x", "y"]']
    assert any("“place.lat”, “place.more”" in note for note in found.notes)
    clash = inspect(write(tmp_path / "clash.json", [{**ROW, "a.b": "one", "a": {"b": "two"}}]))
    assert clash.sample.iloc[0, -2:].tolist() == ["one", '{"b": "two"}']


def test_keys_in_other_capitals_are_one_column_unless_a_row_has_both(tmp_path: Path) -> None:
    one, other = {"Date": "2024-01-28", "Country": "Iraq"}, {"date": "2024-01-29", "country": "Iraq"}
    found = read(write(tmp_path / "case.json", [one, other]))
    assert found.report.kept == 2
    assert "Keys that differ in capitals only were read as one column: “Date”, “Country”." in found.report.notes
    both = write(tmp_path / "both.json", [{**other, "Country": "Jordan"}])
    assert inspect(both).columns == ("date", "country", "Country")


def test_json_lines_are_read_line_by_line(tmp_path: Path) -> None:
    lines = [json.dumps(row) for row in rows(3)]
    found = read(text(tmp_path / "events.jsonl", "\n".join([lines[0], "", "{broken", "[1]", lines[1], lines[2]])))
    assert found.report.kept == 3
    assert [line for line, _ in reasons(found)] == [3, 4]
    assert reasons(found)[0][1].startswith("is not valid JSON")
    for name in ("events.json", "events.ndjson"):
        assert read(text(tmp_path / name, "\r\n".join(lines))).report.kept == 3
    assert read(text(tmp_path / "one.jsonl", lines[0])).report.kept == 1
    assert read(text(tmp_path / "pretty.jsonl", json.dumps(rows(2), indent=1))).report.kept == 2


def test_batches_of_json_lines_do_not_change_the_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text(tmp_path / "events.jsonl", "\n".join(json.dumps(row) for row in rows(5)))
    monkeypatch.setattr(json_file, "BATCH_ROWS", 2)
    assert read(path).events["event_id"].tolist() == [f"table-{place}" for place in range(5)]


def test_a_document_above_the_limit_is_refused_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "events.json", rows(1))
    monkeypatch.setattr(json_text, "JSON_MB", 0)
    assert "Save it as JSON lines (.jsonl), GeoParquet or CSV" in refusal(path)


def test_values_that_are_not_json_are_empty_and_counted(tmp_path: Path) -> None:
    content = '[{"date":"2024-01-28","country":"Iraq","killed":NaN,"x":-Infinity,"country":"Jordan"}]'
    found = read(text(tmp_path / "nan.json", content))
    assert found.events["killed_best"].isna().tolist() == [True]
    assert found.events["country"].tolist() == ["Jordan"]
    assert "Values that are no numbers in JSON were read as empty: NaN (1), -Infinity (1)." in found.report.notes
    assert "Objects have the same key twice (1); the last value was read: “country”." in found.report.notes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_is_read_in_the_encoding_of_the_file(tmp_path: Path, encoding: str) -> None:
    content = json.dumps([{**ROW, "location": "Türkei"}], ensure_ascii=False).encode(encoding)
    found = read(text(tmp_path / "events.json", content))
    assert found.events["location"].tolist() == ["Türkei"]


REFUSED = {
    "empty.json": ('{"status": 200, "count": 0, "data": []}', "Its array “data” is empty."),
    "none.geojson": ('{"type": "FeatureCollection", "features": []}', "Its array “features” is empty."),
    "bare.json": ("[]", "Its array is empty."),
    "numbers.json": ("[1, 2, 3]", "its array holds no objects"),
    "arrays.json": ('[["date", "country"], ["2024-01-28", "Iraq"]]', "its array holds no objects"),
    "denied.json": ('{"status": 403, "message": "Denied"}', "No column was found for the date"),
    "geometry.json": (json.dumps(POINT), "holds a geometry without properties"),
    "nothing.json": ("{}", "holds no rows"),
    "single.json": ('[{"date": "2024-01-28"}]', "have fewer than two names"),
    "deep.json": ('{"a":' * 100_000, "is nested more than 250 levels deep"),
    "half.json": ('[{"date": "2024-01-28"', "is not valid JSON"),
    "area.geojsonl": (json.dumps({"type": "Feature", "properties": ROW, "geometry": AREA}), "It has no points"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_json_without_rows_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = REFUSED[name]
    assert words in refusal(text(tmp_path / name, content))


def test_odd_values_are_rows_or_rejections(tmp_path: Path) -> None:
    deep: object = "x"
    for _ in range(200):
        deep = [deep]
    odd: list[object] = [*rows(1), None, 1, "x", [1], {}, {**ROW, "id": "9" * 5_000, "killed": 10**400}, {"\ud800": 1}]
    found = read(write(tmp_path / "odd.json", [*odd, {**ROW, "id": "deep", "notes": deep}]))
    assert found.report.read == 9
    assert found.report.kept == 3
    assert {line for line, reason in reasons(found) if reason == "is not an object"} == {2, 3, 4, 5}


def test_a_single_feature_and_sequences_of_features_are_read(tmp_path: Path) -> None:
    feature = {"type": "Feature", "id": "f1", "properties": {**ROW, "id": None}, "geometry": POINT}
    found = read(write(tmp_path / "one.geojson", feature))
    assert found.events["latitude"].tolist() == [33.3]
    assert "The file holds one feature and no array; it was read as one row." in found.report.notes
    line = json.dumps({**feature, "properties": ROW})
    for content in (f"\x1e{line}\n\x1e{line}\n", f"{line}\n{line}\n"):
        found = read(text(tmp_path / "events.geojsonl", content))
        assert found.report.read == 2
        assert set(found.events["longitude"]) == {38.7}


def test_the_id_of_a_feature_is_a_column_unless_its_properties_have_one(tmp_path: Path) -> None:
    properties = {"date": "2024-01-28", "country": "Iraq"}
    feature = {"type": "Feature", "id": "f1", "properties": properties, "geometry": POINT}
    path = write(tmp_path / "ids.geojson", {"type": "FeatureCollection", "features": [feature]})
    assert read(path).events["event_id"].tolist() == ["table-f1"]
    other = {**feature, "properties": {**properties, "ID": "p1"}}
    path = write(tmp_path / "own.geojson", {"type": "FeatureCollection", "features": [other]})
    assert read(path).events["event_id"].tolist() == ["table-p1"]


SHAPES: list[tuple[object, str | None]] = [
    ({"type": "Point", "coordinates": [38.7, 33.3, 412.5]}, None),
    ({"type": "MultiPoint", "coordinates": [[38.7, 33.3]]}, None),
    ({"type": "GeometryCollection", "geometries": [POINT]}, None),
    ({"type": "GeometryCollection", "geometries": [{"type": "MultiPoint", "coordinates": [[38.7, 33.3]]}]}, None),
    (None, None),
    ({"type": "MultiPoint", "coordinates": [[38.7, 33.3], [44, 33]]}, "has several points"),
    ({"type": "GeometryCollection", "geometries": [POINT, AREA]}, "has a geometry that cannot be read as a point"),
    ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "has a line, not a point"),
    (AREA, "has an area, not a point"),
    ({"type": "Point", "coordinates": [38.7]}, "has a geometry that cannot be read as a point"),
    ({"type": "Point"}, "has a geometry that cannot be read as a point"),
    ("POINT (1 2)", "has a geometry that cannot be read as a point"),
    ({"type": ["Point"]}, "has a geometry that cannot be read as a point"),
]


def test_each_geometry_is_a_point_or_a_reason(tmp_path: Path) -> None:
    path = files.features(
        tmp_path / "shapes.geojson", [({**ROW, "id": str(n)}, shape) for n, (shape, _) in enumerate(SHAPES)]
    )
    found = read(path)
    expected = [(line, reason) for line, (_, reason) in enumerate(SHAPES, start=1) if reason]
    assert reasons(found) == expected
    assert found.events["latitude"].fillna(0).tolist() == [33.3] * 4 + [0]
    assert "In 3 rows the geometry is a collection with one point; it was read as that point." in found.report.notes


def test_features_with_areas_alone_are_refused_as_a_whole(tmp_path: Path) -> None:
    path = files.features(tmp_path / "areas.geojson", [({"name": "An area", "updated": "2024-01-28"}, AREA)] * 2)
    assert "It has no points, only areas." in refusal(path)
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    mixed = files.features(tmp_path / "mixed.geojson", [(ROW, AREA), (ROW, line)])
    assert "It has no points, only lines and areas." in refusal(mixed)
    half = files.features(tmp_path / "half.geojson", [(ROW, AREA), (ROW, None)])
    assert reasons(read(half)) == [(1, "has an area, not a point")]


def crs(name: object) -> object:
    return {"type": "name", "properties": {"name": name}}


def test_a_named_reference_system_is_transformed(tmp_path: Path) -> None:
    there = {"type": "Point", "coordinates": [472_000, 3_684_000]}
    rows = [({**ROW, "id": "1"}, there), ({**ROW, "id": "2"}, None), ({**ROW, "id": "3"}, there)]
    path = files.features(tmp_path / "utm.geojson", rows, crs=crs("urn:ogc:def:crs:EPSG::32637"))
    found = read(path)
    assert found.events["latitude"].tolist() == pytest.approx([33.2947, float("nan"), 33.2947], abs=1e-3, nan_ok=True)
    assert found.events["longitude"].tolist() == pytest.approx([38.6993, float("nan"), 38.6993], abs=1e-3, nan_ok=True)
    assert "The points were transformed from WGS 84 / UTM zone 37N to WGS 84." in found.report.notes
    bare = files.features(tmp_path / "bare.geojson", rows)
    stated = read(bare, Options(crs="EPSG:32637"))
    assert stated.events["latitude"].equals(found.events["latitude"])
    assert any("as stated" in note for note in stated.report.notes)


@pytest.mark.parametrize("name", ["CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_points_in_wgs_84_are_read_as_written(tmp_path: Path, name: str) -> None:
    member = crs(name if ":" in name else f"urn:ogc:def:crs:OGC:1.3:{name}")
    found = read(files.features(tmp_path / "events.geojson", [(ROW, POINT)], crs=member))
    assert found.events[["latitude", "longitude"]].to_numpy().tolist() == [[33.3, 38.7]]
    assert not any("transformed" in note for note in found.report.notes)


@pytest.mark.parametrize(
    "member", [crs("EPSG:999999"), crs(3), {"type": "link", "properties": {"href": "https://example.org"}}, "x", [1]]
)
def test_an_unknown_reference_system_is_refused(tmp_path: Path, member: object) -> None:
    path = files.features(tmp_path / "events.geojson", [(ROW, POINT)], crs=member)
    assert "State it as a code such as EPSG:4326 with --crs." in refusal(path)
    assert read(path, Options(crs="EPSG:4326")).report.kept == 1
    assert "--crs names the coordinate reference system “nowhere”, which is unknown." in refusal(
        path, Options(crs="nowhere")
    )
    assert "no latitude and longitude can be computed" in refusal(path, Options(crs="EPSG:5773"))
