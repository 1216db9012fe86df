"""Whatever a file holds, an import ends in a report whose rows add up or in one sentence; nothing else."""

import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers import Imported, Mapping, RefusedError, run
from data.importers.sources.sheet import cell_text
from data.schema import EVENTS, TOLLS
from tests.unit.imports import files
from tests.unit.imports.files import ACLED, UCDP, Atlas, acled, points, text, ucdp

CELLS = [
    *("{{ 7 * 7 }}", "${alert(1)}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1"),
    *(
        "1e400",
        "-1e400",
        "NaN",
        "inf",
        "-Infinity",
        "9" * 400,
        "0x1F",
        "1_000",
        "٣",
        "３",
        "1e-320",
        "-0.0",
        "3.0",
        "3.5",
    ),
    *("0000-00-00", "31 Feb 2024", "2024-02-30", "9999-99-99", "00/00/0000", "1/1/1", "2024-01-28T25:61", "29-Feb-23"),
    *(
        "\u202eevil\u202c",
        "\u200f",
        "\ufeff",
        "\u2028",
        "a\u0301" * 50,
        "👩‍👩‍👧",
        "\x7f\x1b[31m",
        "\0",
        "\x00" * 9,
        "\\",
        "''",
        '"',
    ),
    *(
        "DROP TABLE events;--",
        "../../etc/passwd",
        "%s%n",
        "None",
        "null",
        "TRUE",
        "-",
        " ",
        "\t",
        "x" * 5000,
        "\n\n",
        "\r",
    ),
]
NAMES = [
    "date",
    "country",
    "place",
    "lat",
    "lon",
    "killed",
    "side",
    "id",
    "",
    "date ",
    "LAT",
    "{{x}}",
    "=1",
    "notes",
    "\u202e",
]
QUICK = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def import_or_refuse(path: Path, form: str, mapping: Mapping | None = None) -> Imported | None:
    """Return the import, checked for valid rows and sums; None if the file is refused in one sentence."""
    try:
        found = run(path, form, mapping, Atlas())
    except RefusedError as refused:
        message = str(refused)
        assert message
        assert "\n" not in message
        message.encode("utf-8")
        return None
    report = found.report
    assert report.read == report.kept + report.merged + len({rejection.line for rejection in report.rejected})
    assert report.kept == len(found.events)
    assert set(found.tolls["event_id"]) <= set(found.events["event_id"])
    EVENTS.validate(found.events)
    TOLLS.validate(found.tolls)
    "".join([report.csv(), report.sentence(), *report.notes]).encode("utf-8")
    return found


@QUICK
@given(
    extra=st.lists(st.sampled_from(NAMES), max_size=5),
    rows=st.lists(st.lists(st.sampled_from(CELLS) | st.text(max_size=8), max_size=9), max_size=25),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
)
def test_the_rows_of_a_malformed_table_add_up(
    tmp_path: Path, extra: list[str], rows: list[list[str]], newline: str, *, quoted: bool
) -> None:
    mark = '"' if quoted else ""
    good = ["2024-01-28", "Iraq", *[""] * len(extra)]
    table = [["date", "country", *extra], good, *([*row, *good][: len(good)] for row in rows), *rows]
    content = newline.join(",".join(f"{mark}{cell}{mark}" for cell in row) for row in table)
    found = import_or_refuse(
        text(tmp_path / "table.csv", content), "table", Mapping(date_start="date", country="country")
    )
    if found is None:
        assert any(ord(letter) < 32 and letter not in "\t\r\n" for letter in content)  # a binary file, by its looks
    else:
        assert found.report.kept > 0


@pytest.mark.parametrize("form", ["acled", "ucdp", "table"])
def test_every_hostile_cell_is_imported_or_rejected_with_a_reason(tmp_path: Path, form: str) -> None:
    row = {"acled": acled, "ucdp": ucdp, "table": acled}[form]()
    columns = {"acled": ACLED, "ucdp": UCDP, "table": ACLED}[form]
    key = "id" if form == "ucdp" else "event_id_cnty"
    number = iter(range(10**6))
    rows = [{**row, key: f"X{next(number)}", column: cell} for column in columns for cell in CELLS]
    found = import_or_refuse(files.delimited(tmp_path / "hostile.csv", rows, columns), form)
    assert found is not None
    assert found.report.read == len(rows)
    assert found.report.kept > len(rows) // 2


@pytest.mark.parametrize("form", ["acled", "ucdp", "table"])
def test_hostile_cells_in_other_formats_are_imported_or_rejected(tmp_path: Path, form: str) -> None:
    row = {"acled": acled, "ucdp": ucdp, "table": acled}[form]()
    rows = [{**row, column: cell} for column in row for cell in CELLS]
    features = [(dict(row), {"type": "Point", "coordinates": [44.0, 33.0]}) for row in rows]
    assert import_or_refuse(files.features(tmp_path / "hostile.geojson", features), form) is not None
    pd.DataFrame(rows).to_parquet(tmp_path / "hostile.parquet")
    assert import_or_refuse(tmp_path / "hostile.parquet", form) is not None


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".geojson", ".gpkg", ".parquet"])
def test_damaged_files_are_imported_or_refused(tmp_path: Path, suffix: str) -> None:
    whole = sound_file(tmp_path / f"whole{suffix}").read_bytes()
    chance = random.Random(7)  # noqa: S311 - the same damage at every run
    endings = []
    for number in range(8):
        damaged = bytearray(whole)
        if number % 2:
            del damaged[chance.randrange(len(whole)) :]
        for _ in range(chance.choice([0, 1, 30]) if number else 1):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        endings.append(import_or_refuse(text(tmp_path / f"damaged{suffix}", bytes(damaged)), "acled"))
    assert suffix == ".csv" or any(found is None for found in endings)  # a text is read in some encoding


def sound_file(path: Path) -> Path:
    rows = [acled(event_id_cnty=f"IRQ{n}") for n in range(30)]
    if path.suffix == ".csv":
        return files.delimited(path, rows, ACLED)
    if path.suffix == ".xlsx":
        return files.workbook(path, {"Events": [list(ACLED), *(list(row.values()) for row in rows)]})
    if path.suffix == ".geojson":
        return files.features(path, [(dict(row), {"type": "Point", "coordinates": [44.0, 33.0]}) for row in rows])
    if path.suffix == ".gpkg":
        points(rows).to_file(path, driver="GPKG")
    else:
        points(rows).to_parquet(path)
    return path


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NAMES, "type"]), inner, max_size=4),
    max_leaves=8,
)
ODD_MEMBERS: list[object] = [
    {"type": "Point", "coordinates": ["44", "33"]},
    {"type": "Point", "coordinates": [True, False]},
    {"type": "Point", "coordinates": {"0": 1}},
    {"type": "Point", "coordinates": [44, 33, None]},
    {"type": "Polygon", "coordinates": 3},
    {"date": "\ud800", "country": "Iraq"},
    {"date": {"country": ["Iraq"]}},
]


@settings(QUICK, max_examples=3)
@given(st.lists(ANYTHING, max_size=25))
def test_any_feature_is_imported_or_rejected(tmp_path: Path, drawn: list[object]) -> None:
    properties = {"date": "2024-01-28", "country": "Iraq"}
    members: list[object] = []
    for value in ODD_MEMBERS + drawn:
        members += [value, {"properties": value}, {"properties": properties, "geometry": value}]
        members.append({"properties": {**properties, "notes": value}})
    found = import_or_refuse(text(tmp_path / "odd.geojson", json.dumps({"type": "x", "features": members})), "table")
    assert found is not None
    assert found.report.read == len(members)


def archive(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return packed.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
ODD_FILES = {
    "columns.csv": (",".join(f"column {n}" for n in range(10_000)) + "\n" + "," * 9_999).encode(),
    "dates.csv": (",".join(["date"] * 5_000) + "\n" + ",".join(["2024-01-28"] * 5_000)).encode(),
    "nameless.csv": b",,,,\n,,,,\n",
    "quotes.csv": b"date,country\n" + b'"' * 50_001,
    "open.csv": b'"date,country\n' + b"2024-01-28,Iraq\n" * 9,
    "blank.csv": b"\n\r\n \n\n",
    "header.csv": b"date,country",
    "mark.csv": b"\xef\xbb\xbf",
    "nulls.csv": b"\0" * 5_000,
    "halves.csv": "date,country\n2024-01-28,\ud83d\n".encode("utf-8", "surrogatepass"),
    "odd.csv": "date,country\n2024-01-28,Iraq\n".encode("utf-16")[:-1],
    "braces.csv": b"{{ 7*7 }},${x},<script>\n1,2,3\n",
    "deep.geojson": b'{"type":"FeatureCollection","features":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deeper.geojson": b'{"a":' * 100_000,
    "digits.geojson": b'{"type":"FeatureCollection","features":[' + b"9" * 10_000 + b"]}",
    "list.geojson": b"[1, 2, 3]",
    "none.geojson": b'{"type":"FeatureCollection","features":[]}',
    "words.geojson": b'{"type":"FeatureCollection","features":["a", null, 1e999, {}]}',
    "bytes.geojson": b'{"a": "\xff"}',
    "magic.gpkg": b"SQLite format 3\0" + bytes(range(256)) * 40,
    "alone.gpkg": b"SQLite format 3\0",
    "magic.parquet": b"PAR1" + struct.pack("<I", 2**31) + b"PAR1",
    "empty.xlsx": archive(),
    "parts.xlsx": archive(xl__workbook_xml="<workbook/>"),
    "xml.xlsx": archive(xl__workbook_xml="<workbook", mimetype="x"),
    "laughs.xlsx": archive(
        xl__workbook_xml=f"{ENTITIES}]><x>&j;</x>", **{"[Content_Types]_xml": f"{ENTITIES}]><x>&j;</x>"}
    ),
    "cut.xlsx": archive(xl__workbook_xml="<workbook/>" * 99)[:-9],
}


@pytest.mark.filterwarnings("ignore:GPKG:RuntimeWarning")
@pytest.mark.parametrize("name", ODD_FILES)
def test_an_odd_file_is_imported_or_refused_as_any_format(tmp_path: Path, name: str) -> None:
    path = text(tmp_path / name, ODD_FILES[name])
    for form in ("acled", "ucdp", "table"):
        import_or_refuse(path, form)


def test_hostile_rows_of_a_workbook_are_imported_or_refused(tmp_path: Path) -> None:
    cell = '<c r="{}1" t="inlineStr"><is><t>{}</t></is></c>'
    header = f'<row r="1">{cell.format("A", "date")}{cell.format("B", "country")}</row>'
    rows = {
        "far": '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        "wide": '<row r="2"><c r="ZZZ2"><v>1</v></c></row>',
        "no_cell": '<row r="2"><c r="0"><v>1</v></c></row>',
        "no_text": '<row r="2"><c r="A2" t="s"><v>999</v></c></row>',
        "late": '<row r="2"><c r="A2" t="d"><v>9999999</v></c></row>',
        "back": '<row r="2"/><row r="1"/><row r="-4"/>',
    }
    sound = files.workbook(tmp_path / "sound.xlsx", {"Events": [["date", "country"]]})
    for name, row in rows.items():
        path = tmp_path / f"{name}.xlsx"
        with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w") as new:
            for part in old.namelist():
                content = old.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    content = content[: content.index(b"<row")] + (header + row + "</sheetData></worksheet>").encode()
                new.writestr(part, content)
        import_or_refuse(path, "table")


@given(st.integers() | st.floats() | st.dates() | st.datetimes() | st.binary() | st.text() | st.none() | st.booleans())
def test_any_cell_becomes_text_that_means_the_same(value: object) -> None:
    text = cell_text(value)
    assert isinstance(text, str)
    if isinstance(value, float) and value == value:  # noqa: PLR0124 - not a number is not equal to itself
        assert float(text) == value
