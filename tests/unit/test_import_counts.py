"""A toll is read as it is meant, and is never a reason to lose an event."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers import Imported, run
from data.importers.counts import read_toll, widened
from tests.unit.imports import files
from tests.unit.imports.files import ACLED, UCDP, Row, acled, delimited

FIGURES = [
    ("3", (3, 3, 3)),
    ("3.0", (3, 3, 3)),
    ("1,234", (1234, 1234, 1234)),
    ("1 234", (1234, 1234, 1234)),
    ("1\u202f234", (1234, 1234, 1234)),
    ("1.234", (1234, 1234, 1234)),
    ("1,234,567", (1234567, 1234567, 1234567)),
    ("١٢٣", (123, 123, 123)),
    ("twenty-five", (25, 25, 25)),
    ("a dozen", (12, 12, 12)),
    ("5+", (5, None, None)),
    ("5 or more", (5, None, None)),
    ("at least 3", (3, None, None)),
    ("≥5", (5, None, None)),
    ("more than 60", (61, None, None)),
    ("over 1,000", (1001, None, None)),
    (">10", (11, None, None)),
    ("<5", (None, None, 4)),
    ("≤5", (None, None, 5)),
    ("up to 7", (None, None, 7)),
    ("5-7", (5, None, 7)),
    ("5–7", (5, None, 7)),
    ("5 to 7", (5, None, 7)),
    ("between 5 and 7", (5, None, 7)),
    ("about 40", (40, 40, 40)),
    ("~40", (40, 40, 40)),
    ("ca. 40", (40, 40, 40)),
    ("some 40 people", (40, 40, 40)),
    ("none", (0, 0, 0)),
    ("No", (0, 0, 0)),
    ("nil", (0, 0, 0)),
    ("zero", (0, 0, 0)),
    ("several", (3, None, None)),
    ("dozens", (24, None, None)),
    ("dozens of people", (24, None, None)),
    ("soldiers", (2, None, None)),
    ("three US soldiers", (3, 3, 3)),
    ("at least 12 civilians were killed", (12, None, None)),
    ("3 killed, 5 wounded", (3, 3, 3)),
]
UNREADABLE = [
    *("many", "unclear", "2-3?", "3.5", "-1", "3.000", "12.5", "1e3", "1_000", "0x1F", "3²", "½", "7-5", "9" * 12),
    *("3 houses", "3 wounded", "3 soldiers, 2 civilians", "killed", "5-7+", "none reported", "<0", "1-Mar"),
]
NUMBERS = st.integers(0, 999_999)
PLAIN: Row = {"date": "2024-01-28", "country": "Jordan"}


def imported(folder: Path, *rows: Row) -> Imported:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return run(delimited(folder / "events.csv", rows, columns), "table")


def bounds(found: Imported, harm: str = "killed") -> list[tuple[int | None, ...]]:
    columns = found.events[[f"{harm}_{bound}" for bound in ("low", "best", "high")]]
    return [tuple(None if pd.isna(figure) else int(figure) for figure in row) for row in columns.to_numpy().tolist()]


@pytest.mark.parametrize(("written", "expected"), FIGURES)
def test_a_toll_is_read_by_the_conventions_of_the_record(written: str, expected: tuple[int | None, ...]) -> None:
    toll = read_toll(written)
    assert toll is not None
    assert toll[:3] == expected


@pytest.mark.parametrize("written", UNREADABLE)
def test_a_text_with_no_certain_toll_is_not_read(written: str) -> None:
    assert read_toll(written) is None


def test_the_figure_of_the_harm_is_read() -> None:
    both = "3 killed, 5 wounded"
    assert [read_toll(both, harm)[1] for harm in ("killed", "wounded")] == [3, 5]  # type: ignore[index]


@settings(max_examples=60, deadline=None)
@given(low=NUMBERS, more=st.integers(1, 500), sign=st.sampled_from([",", "\u00a0", "'"]))
def test_a_written_toll_is_read_back(low: int, more: int, sign: str) -> None:
    high = low + more
    figures = (str(low), f"{low:,}".replace(",", sign))
    for figure in figures:
        for text, expected in [
            (figure, (low, low, low)),
            (f"{figure}+", (low, None, None)),
            (f"at least {figure}", (low, None, None)),
            (f"more than {figure}", (low + 1, None, None)),
            (f"up to {figure}", (None, None, low)),
            (f"{figure}–{high}", (low, None, high)),
            (f"between {figure} and {high}", (low, None, high)),
            (f"about {figure}", (low, low, low)),
        ]:
            toll = read_toll(text)
            assert toll is not None
            assert toll[:3] == expected, text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"[0-9.,+~<>-]{1,8}", fullmatch=True))
def test_any_text_is_a_toll_in_order_or_none(text: str) -> None:
    toll = read_toll(text)
    known = [figure for figure in toll[:3] if figure is not None] if toll else []
    assert known == sorted(known)
    assert all(figure >= 0 for figure in known)


def test_words_of_a_table_are_read_and_noted(tmp_path: Path) -> None:
    written = ["1,234", "5+", "5-7", "at least 3", "none", "3"]
    found = imported(tmp_path, *({**PLAIN, "id": str(n), "killed": cell} for n, cell in enumerate(written)))
    assert bounds(found) == [
        (1234, 1234, 1234),
        (5, None, None),
        (5, None, 7),
        (3, None, None),
        (0, 0, 0),
        (3, 3, 3),
    ]
    (note,) = [note for note in found.report.notes if "is not a plain whole number" in note]
    assert note.startswith("In 5 rows “killed” is not a plain whole number: “1,234, read as 1,234” (1), ")
    assert "“none, read as 0” (1)" in note


def test_an_unreadable_toll_is_unknown_and_quoted(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "id": "1", "killed": "many"}, {**PLAIN, "id": "2", "killed": "4"})
    assert bounds(found) == [(None, None, None), (4, 4, 4)]
    assert found.report.rejected == []
    note = "In 1 row “killed” holds no figure that can be read: “many” (1). The toll is unknown there."
    assert note in found.report.notes


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (("510", "500", "600"), (500, 500, 600)),
        (("0", "20", "16"), (0, 20, 20)),
        (("7", "", "5"), (5, None, 7)),
        (("", "9", "4"), (None, 9, 9)),
        (("2", "3", "4"), (2, 3, 4)),
    ],
)
def test_bounds_that_contradict_each_other_are_widened(
    tmp_path: Path, stated: tuple[str, ...], expected: tuple[int | None, ...]
) -> None:
    found = imported(tmp_path, {**PLAIN, **dict(zip(("killed min", "killed", "killed max"), stated))})
    assert bounds(found) == [expected]
    assert any("contradict each other" in note for note in found.report.notes) == (expected != (2, 3, 4))


def test_ucdp_s_contradicting_bounds_lose_no_event(tmp_path: Path) -> None:
    rows = [
        files.ucdp(id="900", deaths_b="500", best="500", low="510", high="600"),
        files.ucdp(id="901", deaths_b="20", best="20", low="0", high="16"),
        files.ucdp(id="902", deaths_a="9", deaths_b="5", best="5", low="5", high="5"),
    ]
    found = run(delimited(tmp_path / "ged.csv", rows, UCDP), "ucdp")
    assert bounds(found) == [(500, 500, 600), (0, 20, 20), (5, 5, 5)]
    assert found.tolls["best"].sum() == 525
    assert found.tolls["party"].tolist() == ["militia", "militia", "unassigned"]
    assert any(note.startswith("In 2 rows with 520 killed the low, best and high") for note in found.report.notes)
    assert any(note.startswith("In 1 row with 5 killed the deaths by side") for note in found.report.notes)


def test_acled_s_missing_and_open_figures_lose_no_event(tmp_path: Path) -> None:
    rows = [acled(event_id_cnty=f"IRQ{n}", fatalities=cell) for n, cell in enumerate(("2", "NA", "5+", "many", "-99"))]
    found = run(delimited(tmp_path / "acled.csv", rows, ACLED), "acled")
    assert bounds(found) == [(2, 2, None), (None,) * 3, (5, None, None), (None,) * 3, (None,) * 3]
    (note,) = [note for note in found.report.notes if note.startswith("Marks for a missing value")]
    assert "“NA in fatalities” (1)" in note
    assert "“-99 in fatalities” (1)" in note


def test_marks_of_missing_values_are_null_in_every_column(tmp_path: Path) -> None:
    cells = dict.fromkeys(("admin1", "assoc_actor_2", "timestamp"), "NA") | {"actor2": "NULL", "notes": "n/a"}
    event = run(delimited(tmp_path / "acled.csv", [acled(**cells)], ACLED), "acled").events.iloc[0]
    assert event[["admin1", "target"]].isna().all()
    assert event["summary"] == "Air/drone strike at Ayn al Asad Air Base"


@pytest.mark.parametrize("mark", ["NA", "N/A", "n/a", "NULL", "None", "nan", "<NA>", "-", "—", ".", "?", "#N/A", "-99"])
def test_a_mark_is_no_place_and_no_actor(tmp_path: Path, mark: str) -> None:
    event = imported(tmp_path, {**PLAIN, "place": mark, "actor": mark}).events.iloc[0]
    assert event["location"] == "Jordan"
    assert pd.isna(event["actor"])


def test_a_mark_may_be_a_value(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "date": "2024-01-28", "country": "Angola", "lat": "-9", "lon": "13.2", "actor": "Unknown"},
        {"id": "2", "date": "2024-01-28", "country": "Belize", "lat": "17.2", "lon": "-88", "actor": "Unknown"},
        {"id": "3", "date": "2024-01-28", "country": "Iraq", "lat": "-99", "lon": "-99", "actor": "unknown"},
    ]
    found = imported(tmp_path, *rows)
    assert found.events["latitude"].fillna(0).tolist() == [-9, 17.2, 0]
    assert found.events["actor"].tolist() == ["Unknown", "Unknown", "unknown"]
    assert found.events["geo_precision"].tolist() == ["town", "town", "country"]


CELLS = st.sampled_from([*(text for text, _ in FIGURES), *UNREADABLE, "NA", "-99", ""])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NUMBERS | CELLS, CELLS, CELLS), min_size=1, max_size=20))
def test_rows_and_dead_of_a_file_add_up(tmp_path: Path, drawn: list[tuple[int | str, str, str]]) -> None:
    names = ("killed", "killed min", "killed max")
    rows = [{**PLAIN, "id": str(n), **dict(zip(names, map(str, cells)))} for n, cells in enumerate(drawn)]
    found = imported(tmp_path, *rows)
    report = found.report
    assert (report.read, report.kept, report.merged, report.rejected) == (len(drawn), len(drawn), 0, [])
    stated = [read_toll(row["killed"]) for row in rows if row["killed"] not in {"NA", "-99", ""}]
    assert found.events["killed_best"].sum() == sum(toll.best or 0 for toll in stated if toll)


@given(st.lists(st.integers(0, 9) | st.none(), min_size=3, max_size=3))
def test_widened_bounds_hold_all_figures(figures: list[int | None]) -> None:
    stated = pd.DataFrame([figures], columns=["low", "best", "high"]).astype("Int64")
    low, best, high = (found if pd.notna(found) else None for found in widened(stated).iloc[0])
    assert best == figures[1]
    for figure in (figure for figure in figures if figure is not None):
        assert low is None or low <= figure
        assert high is None or high >= figure
