"""Delimited text as people have it: any encoding, titles, HXL tags, ragged rows, notes and footers."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers import Imported, Options, RefusedError, guess, inspect, run
from data.importers.sources import encoding as encodings
from data.schema import EVENTS
from tests.unit.imports import files
from tests.unit.imports.files import UCDP, text, ucdp

HEADER = "date,country,location,killed,description\n"
LINE = "2024-01-28,Jordan,Amman,3,{}\n"


def read(path: Path, encoding: str | None = None) -> Imported:
    found = run(path, "table", options=Options(encoding=encoding))
    report = found.report
    assert report.read == report.kept + report.merged + report.rejected_rows()
    EVENTS.validate(found.events)
    return found


def notes(found: Imported) -> str:
    return " ".join(found.report.notes)


def reasons(found: Imported) -> dict[int, str]:
    return {rejection.line: rejection.reason for rejection in found.report.rejected}


PHRASES = {
    "cp1252": [
        "Café near the gate",
        "Überfall nahe Köln",
        "El Niño, señor",
        "São Paulo",
        "the “base” was hit",
        "naïve",
    ],
    "cp1256": ["هجوم قرب القاعدة", "بغداد", "أربيل", "قصف بطائرة مسيرة", "محافظة نينوى", "دير الزور"],
    "cp1251": ["Атака возле базы", "Багдад"],
    "cp1253": ["Επίθεση κοντά στη βάση"],
    "cp1254": ["Şanlıurfa yakınında saldırı"],
    "cp1255": ["התקפה ליד הבסיס"],
    "cp1250": ["Útok poblíž základny, město"],
    "iso8859-6": ["هجوم قرب القاعدة الجوية في محافظة الأنبار"],
    "cp850": ["Überfall nahe Köln"],
    "mac-roman": ["Café à la frontière"],
}


@pytest.mark.parametrize(("code", "phrase"), [(code, phrase) for code, found in PHRASES.items() for phrase in found])
def test_a_code_page_is_found_from_one_phrase_and_reported_with_a_sample(
    tmp_path: Path, code: str, phrase: str
) -> None:
    path = text(tmp_path / "events.csv", (HEADER + LINE.format(f'"{phrase}"')).encode(code))
    found = read(path)
    assert found.events["summary"].tolist() == [phrase]
    note = next(note for note in found.report.notes if "encoding" in note)
    assert phrase.partition(",")[0] in note
    assert "--encoding" in note
    assert inspect(path).encoding == code


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_byte_order_mark(tmp_path: Path, code: str) -> None:
    lines = "".join(LINE.format("مسيّرة قرب القاعدة الجوية في محافظة الأنبار") for _ in range(3))
    found = read(text(tmp_path / "events.csv", (HEADER + lines).encode(code)))
    assert found.events["country"].tolist()[0] == "Jordan"
    assert found.report.rejected == []
    assert ("encoding is not stated" in notes(found)) is (code in {"utf-16-le", "utf-16-be"})


def test_the_stated_encoding_overrides_the_likely_one(tmp_path: Path) -> None:
    path = text(tmp_path / "events.csv", (HEADER + LINE.format("Café")).encode("cp850"))
    found = read(path, "cp850")
    assert found.events["summary"].tolist() == ["Café"]
    assert "encoding" not in notes(found)


@pytest.mark.parametrize("stated", ["utf-16", "utf-16-le", "utf-8-sig", "utf8", "UTF-8"])
def test_a_stated_encoding_takes_the_byte_order_mark_along(tmp_path: Path, stated: str) -> None:
    mark = "utf-16" if "16" in stated else "utf-8-sig"
    assert read(text(tmp_path / "events.csv", (HEADER + LINE.format("é")).encode(mark)), stated).report.kept == 1


@pytest.mark.parametrize("stated", ["windows-1257x", "base64", "", "utf-8\0"])
def test_an_unknown_encoding_is_refused(tmp_path: Path, stated: str) -> None:
    with pytest.raises(RefusedError, match=r"There is no encoding “.*windows-1256"):
        read(text(tmp_path / "events.csv", HEADER), stated)


def test_an_encoding_that_does_not_fit_is_refused_with_the_line(tmp_path: Path) -> None:
    path = text(tmp_path / "events.csv", (HEADER + LINE.format("fine") + LINE.format("Café")).encode("cp1252"))
    with pytest.raises(RefusedError, match=r"events\.csv is not written in UTF-8: line 3 holds bytes .*--encoding"):
        read(path, "utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_of_a_wrong_byte_is_right_far_into_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(encodings, "_CHUNK", 7)
    monkeypatch.setattr(encodings, "_SAMPLE_BYTES", 70)
    lines = [HEADER.strip(), *["2024-01-28,Jordan,Amman,3,é"] * 400]
    content = end.join(lines).encode() + end.encode() + b"2024-01-28,Jordan,Amman,3,\xe9" + end.encode()
    with pytest.raises(RefusedError, match="line 402 holds bytes that are no character"):
        read(text(tmp_path / "events.csv", content))


def test_damaged_utf_8_is_not_read_as_a_code_page(tmp_path: Path) -> None:
    content = (HEADER + LINE.format("مسيّرة قرب القاعدة") * 3).encode() + b"2024-01-28,Jordan,Amman,3,\xd9\n"
    path = text(tmp_path / "events.csv", content)
    with pytest.raises(RefusedError, match="written in UTF-8 except for a broken character in line 5"):
        read(path)
    assert read(path, "cp1256").report.read == 4


@pytest.mark.parametrize("mark", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n", "\ufeffsep=;;;;\n"])
def test_excel_s_separator_line_is_obeyed(tmp_path: Path, mark: str) -> None:
    content = mark + (HEADER + LINE.format("a") + LINE.format("b").replace("3", "4")).replace(",", ";")
    path = text(tmp_path / "events.csv", content + "never;Jordan;Amman;3;b\n")
    found = read(path)
    assert found.events["killed_best"].tolist() == [3, 4]
    assert list(reasons(found)) == [5]
    assert "Line 1, “sep=;”, states that cells are separated by semicolons" in notes(found)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_that_of_the_header_not_of_the_titles(tmp_path: Path, delimiter: str) -> None:
    titles = "Incidents, by day, place, actor, weapon, source; draft | 2\n\n"
    content = titles + (HEADER + LINE.format("x; y | z")).replace(",", delimiter).replace("x; y | z", "x")
    found = read(text(tmp_path / "events.txt", content))
    assert found.events["location"].tolist() == ["Amman"]
    assert "Line 3 names the columns; the lines above it are not read: “Incidents" in notes(found)


TITLES = {
    "one": "Incidents in Jordan\n",
    "facts": "Source,An office\nExported,2024-02-01\n\n",
    "long": "".join(f"Remark {n}\n" for n in range(9)),
    "broken": 'The "draft" of, "May\n',
    "padded": "Incidents,,,,\n,,,,\n",
}


@pytest.mark.parametrize("name", TITLES)
def test_the_header_is_found_below_titles(tmp_path: Path, name: str) -> None:
    content = TITLES[name] + HEADER + LINE.format("x") + LINE.format("z") + LINE.format("y").replace("2024", "never")
    found = read(text(tmp_path / "events.csv", content))
    line = TITLES[name].count("\n") + 1
    assert found.report.kept == 2
    assert list(reasons(found)) == [line + 3]
    assert f"Line {line} names the columns" in notes(found)


def test_a_header_of_unknown_names_is_found_below_titles(tmp_path: Path) -> None:
    rows = "Tag des Vorfalls;Gegend;Opferzahl;Bemerkung;Quelle\n28.01.2024;Amman;3;x;y\n28.01.2024;Irbid;1;x;y\n"
    found = inspect(text(tmp_path / "events.csv", "Vorfälle;2024\n" + rows))
    assert found.columns == ("Tag des Vorfalls", "Gegend", "Opferzahl", "Bemerkung", "Quelle")


def test_a_first_row_of_names_is_the_header_whatever_follows(tmp_path: Path) -> None:
    found = read(text(tmp_path / "events.csv", "Date,Town,2023\n2024-01-28,Base,Type\n2024-01-29,Site,Group\n"))
    assert found.report.read == 2


def test_an_empty_cell_beyond_the_header_is_no_fault(tmp_path: Path) -> None:
    found = read(text(tmp_path / "events.csv", "date,country,killed\n2024-01-28,Jordan,3,\n2024-01-29,Jordan,1,,\n"))
    assert found.events["killed_best"].tolist() == [3, 1]
    assert found.report.rejected == []


def test_a_filled_cell_beyond_the_header_rejects_the_row(tmp_path: Path) -> None:
    found = read(text(tmp_path / "events.csv", "date,country,notes\n2024-01-28,Jordan,a fire, 3 killed\n"))
    assert "the number of cells is 4, the number of columns 3" in reasons(found)[2]


def test_notes_beside_the_table_are_ignored_and_reported(tmp_path: Path) -> None:
    content = "date,country,,\n2024-01-28,Jordan,,see page 3\n2024-01-29,Jordan,,\n"
    found = read(text(tmp_path / "events.csv", content))
    assert found.report.kept == 2
    assert "In 1 row cells beside the table, in columns without a name, were not read." in found.report.notes


def test_missing_last_cells_are_empty_and_reported(tmp_path: Path) -> None:
    content = HEADER + "2024-01-28,Jordan,Amman\n2024-01-29,Jordan\n" + LINE.format("x")
    found = read(text(tmp_path / "events.csv", content))
    assert found.events["killed_best"].isna().tolist() == [True, True, False]
    assert "In 2 rows the last cells are missing; they were read as empty." in found.report.notes


def test_a_row_that_a_line_break_divides_is_rejected_in_both_parts(tmp_path: Path) -> None:
    content = "date,country,notes,killed\n2024-01-28,Jordan,A drone\nnear the gate,3\n2024-01-29,Jordan,x,1\n"
    found = read(text(tmp_path / "events.csv", content))
    assert found.events["killed_best"].tolist() == [1]
    assert set(reasons(found)) == {2, 3}
    assert "line break inside a cell" in reasons(found)[2]


def test_short_rows_of_equal_kind_are_not_parts_of_one(tmp_path: Path) -> None:
    content = HEADER + "2024-01-28,Jordan,Amman\n" * 2 + LINE.format("x")
    assert read(text(tmp_path / "events.csv", content)).report.rejected == []


def test_a_last_row_that_is_cut_off_is_rejected(tmp_path: Path) -> None:
    content = HEADER + LINE.format("x") + "2024-01-29,Jordan,Amman,1"
    found = read(text(tmp_path / "events.csv", content))
    assert (found.report.kept, list(reasons(found))) == (1, [3])
    assert "cut off" in reasons(found)[3]
    assert read(text(tmp_path / "whole.csv", content + "2,")).report.kept == 2


@pytest.mark.parametrize(
    "footer", ["Source: an office\n", "Total,,,3,\n", ",,,Total,3\n", "\nTotal,,,3,\n\nSource: x\n* provisional\n"]
)
def test_lines_below_the_table_are_no_events(tmp_path: Path, footer: str) -> None:
    found = read(text(tmp_path / "events.csv", HEADER + LINE.format("x") + footer))
    assert found.report.kept == 1
    assert set(reasons(found).values()) == {"is a line below the table, such as a total or a source, and no event"}


def test_an_hxl_tag_row_is_no_event_and_not_counted(tmp_path: Path) -> None:
    tags = dict.fromkeys(UCDP, "") | {"date_start": "#date+start", "country": "#country+name", "best": "#affected"}
    found = run(files.delimited(tmp_path / "ucdp.csv", [tags, ucdp()], UCDP), "ucdp")
    assert (found.report.read, found.report.kept, found.report.rejected) == (1, 1, [])
    assert "Line 2 holds HXL tags and is no event." in found.report.notes


HXL = {
    "below names": "Wann,Staat,Ortslage,Getoetet\n#date +start,#country+name,#loc+name,#affected+killed\n",
    "without names": "#date+start,#country+name,#loc+name,#affected+killed\n",
    "below titles": "An export\n\nWann,Staat,Ortslage,Getoetet\n#date,#country,#loc,#affected+killed\n",
}


@pytest.mark.parametrize("name", HXL)
def test_hxl_tags_state_what_the_columns_hold(tmp_path: Path, name: str) -> None:
    path = text(tmp_path / "events.csv", HXL[name] + "2024-01-28,Jordan,Amman,3\n")
    found = read(path)
    assert found.events[["country", "location", "killed_best"]].to_numpy().tolist() == [["Jordan", "Amman", 3]]
    opened = inspect(path)
    mapping = guess(opened.columns, opened.sample, opened.tags)
    assert set(mapping.columns()) == {"date_start", "country", "location", "killed_best"}


def test_hashtags_in_a_column_are_no_tag_row(tmp_path: Path) -> None:
    found = read(text(tmp_path / "events.csv", "date,country,notes\n2024-01-28,Jordan,#Amman\n"))
    assert found.events["summary"].tolist() == ["#Amman"]


ROWS = [
    ["2024-01-28", "Jordan", "Amman", "3", "Größe, “drone” – café"],
    ["2024-01-29", "Iraq", "Erbil", "", "two; parts | three\tfour"],
    ["2024-02-01", "Syria", "Homs", "0", 'a "quoted" déjà vu'],
]


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    titles=st.lists(st.sampled_from(["Incidents", "Source: an office", "", "As of 1 May 2024, a draft"]), max_size=4),
    trailing=st.integers(0, 3),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.booleans(),
    tags=st.booleans(),
)
def test_the_same_events_come_out_of_every_way_to_write_them(  # noqa: PLR0913 - the ways
    tmp_path: Path,
    code: str,
    delimiter: str,
    titles: list[str],
    trailing: int,
    end: str,
    *,
    mark: bool,
    tags: bool,
) -> None:
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter, lineterminator=end)
    rows = [
        HEADER.strip().split(","),
        *([["#date", "#country", "#loc", "#affected+killed", ""]] if tags else []),
        *ROWS,
    ]
    writer.writerows([*row, *[""] * (trailing if place else 0)] for place, row in enumerate(rows))
    first = [f"sep={delimiter}"] if mark else []
    content = end.join([*first, *(f'"{title}"' for title in titles), table.getvalue()])
    found = read(text(tmp_path / "events.csv", content.encode(code)))
    assert found.report.rejected == []
    assert found.events["date_start"].dt.strftime("%Y-%m-%d").tolist() == [row[0] for row in ROWS]
    assert found.events["summary"].tolist() == [row[4] for row in ROWS]
    assert found.events["killed_best"].fillna(-1).tolist() == [3, -1, 0]
