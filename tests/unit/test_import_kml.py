"""KML and KMZ: placemarks with their folders, times, descriptions and extended data."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Imported, Options, RefusedError, inspect, run
from data.importers.sources.kml_placemarks import plain_text
from tests.unit.imports.files import text

POINT = "<Point><coordinates>38.70,33.30,12</coordinates></Point>"
AREA = "<Polygon><outerBoundaryIs/></Polygon>"
LINE = "<LineString><coordinates>1,2 3,4</coordinates></LineString>"
DAY = "<TimeStamp><when>2024-01-28</when></TimeStamp>"


def placemark(name: str = "Camp", time: str = DAY, shape: str = POINT, more: str = "") -> str:
    return f"<Placemark><name>{name}</name>{time}{shape}{more}</Placemark>"


def kml(*parts: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document><name>All</name><Style id='s'/>{''.join(parts)}</Document></kml>"


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


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


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_a_placemark_is_an_event(tmp_path: Path, suffix: str) -> None:
    note = "<description><![CDATA[<b>Two</b> drones<br/>at night]]></description>"
    content = kml(f"<Folder><name>A wave</name>{placemark(more=note)}</Folder>")
    path = tmp_path / f"places{suffix}"
    path = archive(path, **{"doc.kml": content}) if suffix == ".kmz" else text(path, content)
    assert inspect(path).columns == ("folder", "name", "description", "date_start", "latitude", "longitude")
    event = read(path).events.iloc[0]
    assert (event["latitude"], event["longitude"], event["location"]) == (33.3, 38.7, "Camp")
    assert (event["date_start"], event["summary"]) == (pd.Timestamp("2024-01-28"), "Two drones\nat night")
    assert inspect(path).sample["folder"].tolist() == ["A wave"]


def test_folders_are_read_together_and_one_may_be_chosen(tmp_path: Path) -> None:
    inner = f"<Folder><name>Inner</name>{placemark('b')}</Folder>"
    folders = f"<Folder><name>One</name>{placemark('a')}{inner}{placemark('c')}</Folder>"
    path = text(tmp_path / "folders.kml", kml(placemark("r"), folders, f"<Folder>{placemark('n')}</Folder>"))
    found = inspect(path)
    assert found.tables == ("One", "One / Inner")
    assert found.sample[["folder", "name"]].fillna("").to_numpy().tolist() == [
        ["", "r"],
        ["One", "a"],
        ["One / Inner", "b"],
        ["One", "c"],
        ["", "n"],
    ]
    assert "All folders were read: “One”, “One / Inner”; choose one with --layer." in found.notes
    one = read(path, Options(table="One"))
    assert (one.report.read, sorted(one.events["location"])) == (2, ["a", "c"])
    assert "has no folder “Two”" in refusal(path, Options(table="Two"))


TIMES = [
    ("<TimeStamp><when>2024-01-28T22:30:00Z</when></TimeStamp>", "2024-01-28", "2024-01-28"),
    ("<TimeStamp><when>2024-01</when></TimeStamp>", "2024-01-01", "2024-01-31"),
    ("<TimeSpan><begin>2024-01-28</begin><end>2024-02-01</end></TimeSpan>", "2024-01-28", "2024-02-01"),
    ("<TimeSpan><begin>2024-01-28</begin></TimeSpan>", "2024-01-28", "2024-01-28"),
]


@pytest.mark.parametrize(("time", "start", "end"), TIMES)
def test_times_are_days(tmp_path: Path, time: str, start: str, end: str) -> None:
    found = read(text(tmp_path / "times.kml", kml(placemark(time=time))))
    event = found.events.iloc[0]
    assert (event["date_start"], event["date_end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    is_open = "<begin>" in time and "<end>" not in time
    assert is_open == any("has no end; only its first day was read" in note for note in found.report.notes)


def test_a_time_without_a_day_is_the_whole_year(tmp_path: Path) -> None:
    found = read(text(tmp_path / "year.kml", kml(placemark(time="<TimeStamp><when>2024</when></TimeStamp>"))))
    assert found.events[["date_start", "date_end"]].astype("str").to_numpy().tolist() == [["2024-01-01", "2024-12-31"]]


def test_the_time_of_a_camera_is_not_that_of_the_place(tmp_path: Path) -> None:
    camera = "<LookAt><TimeStamp><when>1999-01-01</when></TimeStamp></LookAt>"
    found = read(text(tmp_path / "camera.kml", kml(placemark(more=camera))))
    assert found.events["date_start"].tolist() == [pd.Timestamp("2024-01-28")]


def test_extended_data_are_columns(tmp_path: Path) -> None:
    data = (
        "<ExtendedData><Data name='Date'><displayName>D</displayName><value>2024-02-07</value></Data>"
        "<SchemaData schemaUrl='#s'><SimpleData name='killed'>3</SimpleData></SchemaData>"
        "<x:country xmlns:x='urn:x'>Jordan</x:country></ExtendedData>"
    )
    content = kml(placemark(time="", more=data), placemark(time="", shape="", more=data))
    found = read(text(tmp_path / "data.kml", content))
    assert found.events["killed_best"].tolist() == [3, 3]
    assert set(found.events["date_start"]) == {pd.Timestamp("2024-02-07")}
    assert found.events["latitude"].fillna(0).tolist() == [33.3, 0]


def test_extended_data_fill_dates_and_degrees_that_the_elements_leave_open(tmp_path: Path) -> None:
    values = {"date_start": "2024-02-07", "Latitude": "1", "Longitude": "2", "country": "Iraq"}
    data = "".join(f"<SimpleData name='{name}'>{value}</SimpleData>" for name, value in values.items())
    more = f"<ExtendedData><SchemaData>{data}</SchemaData></ExtendedData>"
    content = kml(placemark("a", more=more), placemark("b", time="", shape="", more=more))
    found = read(text(tmp_path / "filled.kml", content)).events
    assert found["date_start"].tolist() == [pd.Timestamp("2024-01-28"), pd.Timestamp("2024-02-07")]
    assert found[["latitude", "longitude"]].to_numpy().tolist() == [[33.3, 38.7], [1, 2]]


def test_a_name_that_is_repeated_is_reported(tmp_path: Path) -> None:
    data = "<ExtendedData><Data name='x'><value>1</value></Data><Data name='x'><value>2</value></Data></ExtendedData>"
    found = inspect(text(tmp_path / "twice.kml", kml(placemark(more=data))))
    assert "In 1 row extended data has the same name twice; its last value was read." in found.notes
    named = "<ExtendedData><Data name='name'><value>other</value></Data></ExtendedData>"
    found = inspect(text(tmp_path / "name.kml", kml(placemark(more=named))))
    assert found.sample[["name", "name (2)"]].to_numpy().tolist() == [["Camp", "other"]]


SHAPES = [
    (f"<MultiGeometry>{POINT}</MultiGeometry>", None),
    ("<Point><coordinates>\n 38.7, 33.3 ,0 \n</coordinates></Point>", None),
    (f"<MultiGeometry>{POINT}{POINT}</MultiGeometry>", "has several points"),
    (f"<MultiGeometry>{AREA}{AREA}</MultiGeometry>", "has an area, not a point"),
    (f"<MultiGeometry>{POINT}{AREA}</MultiGeometry>", "has a geometry that cannot be read as a point"),
    (AREA, "has an area, not a point"),
    (LINE, "has a line, not a point"),
    ("<Point><coordinates>38,7,33,3</coordinates></Point>", "has a geometry that cannot be read as a point"),
    ("<Point/>", "has a geometry that cannot be read as a point"),
    ("<Model/>", "has a geometry that cannot be read as a point"),
]


def test_each_geometry_is_a_point_or_a_reason(tmp_path: Path) -> None:
    placemarks = [placemark(str(n), shape=shape) for n, (shape, _) in enumerate(SHAPES)]
    found = read(text(tmp_path / "shapes.kml", kml(*placemarks)))
    expected = [(line, reason) for line, (_, reason) in enumerate(SHAPES, start=1) if reason]
    assert [(rejection.line, rejection.reason) for rejection in found.report.rejected] == expected
    assert found.events["latitude"].tolist() == [33.3, 33.3]
    assert "In 1 row the geometry is a collection with one point; it was read as that point." in found.report.notes


def test_areas_alone_are_refused_as_a_whole(tmp_path: Path) -> None:
    path = text(tmp_path / "areas.kml", kml(placemark(shape=AREA), placemark(shape=LINE)))
    assert "It has no points, only lines and areas." in refusal(path)


BOMB = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/hostname">'
REFUSED = {
    "entities.kml": (f'<!DOCTYPE k [<!ENTITY a "ha">{BOMB}]><kml>{placemark("&j;")}</kml>', "document type"),
    "outside.kml": (f"<!DOCTYPE k [{OUTSIDE}]><kml>{placemark('&x;')}</kml>", "document type"),
    "remote.kml": ('<!DOCTYPE k SYSTEM "http://localhost:9/x.dtd"><kml/>', "document type"),
    "links.kml": (kml("<NetworkLink><Link><href>http://localhost:9/</href></Link></NetworkLink>"), "has no placemarks"),
    "cut.kml": (kml(placemark())[:-20], "cut.kml is broken KML"),
    "page.kml": ("<html><body>Not found</body></html>", "is XML but not KML"),
    "text.kml": ("date,country\n", "looks like text, though its name ends in .kml"),
    "prefix.kml": ("<kml><Placemark><y:z/></Placemark></kml>", "is broken KML"),
    "deep.kml": (kml("<Folder>" * 5_000 + placemark() + "</Folder>" * 5_000), "is nested more than 250 levels deep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_and_broken_files_are_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = REFUSED[name]
    assert words in refusal(text(tmp_path / name, content))


def test_an_archive_is_read_within_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = archive(tmp_path / "two.kmz", **{"a.kml": kml(placemark()), "../b.kml": "x"})
    found = read(several)
    assert "The file read in the archive is “a.kml”. Not read: “../b.kml”." in found.report.notes
    assert "holds no KML file" in refusal(archive(tmp_path / "none.kmz", **{"a.txt": "x"}))
    monkeypatch.setenv("BASEWATCH_UNPACKED_MB", "1")
    large = archive(tmp_path / "large.kmz", **{"doc.kml": kml(" " * 2_000_000, placemark())})
    assert "unpacks to 2 MB, more than the 1 MB" in refusal(large)


def test_the_encoding_of_the_declaration_is_used(tmp_path: Path) -> None:
    content = kml(placemark("Türkei")).replace("UTF-8", "windows-1252")
    assert read(text(tmp_path / "latin.kml", content.encode("cp1252"))).events["location"].tolist() == ["Türkei"]


def test_a_table_in_a_description_is_text() -> None:
    rows = "<table><tr><td>killed</td><td>3</td></tr><tr><th>place</th><td>Camp &amp; road</td></tr></table>"
    assert plain_text(f"<style>b {{}}</style>{rows}<script>x()</script>") == "killed 3\nplace Camp & road"
    assert plain_text("2 < 3 and 5 > 4") == "2 < 3 and 5 > 4"


@given(st.text() | st.text(alphabet="<>/&;abtd= \n'\"!-"))
def test_any_description_becomes_text(markup: str) -> None:
    assert isinstance(plain_text(markup), str)
