"""A day is read in every spelling, and never in one of two possible meanings without a reason."""

import calendar
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers import Imported, Mapping, guess, run
from data.importers.date_text import DayOrder, read_date
from tests.unit.imports.files import ACLED, Row, acled, delimited, text

DAY = date(2024, 1, 28)
SPELLINGS = [
    *("2024-01-28", "2024-1-28", "2024/01/28", "2024.01.28", "20240128", "20240128123000", "20240128.0"),
    *("2024-01-28T23:30:00+03:00", "2024-01-28 23:30:00.000", "2024-01-28Z", "2024-01-28 1200Z", "20240128T1200"),
    *("Sunday, 28 January 2024", "Sun Jan 28 2024 12:30:00 GMT+0300 (Arabian Standard Time)", "Sun 28-Jan-2024"),
    *("28th January 2024", "28th of January, 2024", "January 28th, 2024", "Jan. 28, 2024", "Jan 28 2024 at 11:30 pm"),
    *("28. Januar 2024", "Sonntag, den 28. Januar 2024", "le dimanche 28 janvier 2024", "28 janv. 2024"),
    *("28 كانون الثاني 2024", "٢٨ كانون الثاني ٢٠٢٤", "28 يناير 2024", "الأحد، 28 كانون الثاني/يناير 2024"),
    *("28.1.2024", "28.01.2024 14:00 Uhr", "28/01/2024", "1/28/2024 12:30:00 AM", "28 / 01 / 2024", "٢٨/٠١/٢٠٢٤"),
    *("2024-Jan-28", "28-JAN-2024", "Jan-28-2024", "12:30 28/01/2024", "281200Z JAN 2024"),
]
RANGES = [
    *(
        "17-18 October 2023",
        "17 – 18 Oct 2023",
        "17 to 18 October 2023",
        "October 17-18, 2023",
        "17. bis 18. Oktober 2023",
    ),
    *("du 17 au 18 octobre 2023", "between 17 and 18 October 2023", "17 Oct - 18 Oct 2023", "2023-10-17/18"),
    *("2023-10-17 to 2023-10-18", "2023-10-17/2023-10-18", "2023-10-17 12:00 - 2023-10-18 14:00"),
    *("17/10/2023-18/10/2023", "من 17 إلى 18 تشرين الأول 2023"),
]
NO_DATES = [
    *("2024-02-30", "31 Feb 2024", "0000-00-00", "00/00/0000", "29-Feb-23", "Feb-24", "12", "3.5", "1e400", "99999"),
    *("spring 2024", "28 January", "17-18 October", "2023-10-18 to 2023-10-17", "2024-13-45", "2024.5", "1/1/1"),
    *("17 and 25 October 2023", "31 June 2024 - 2 July 2024", "2024-01-28 to", "9999-99-99", "next Sunday"),
]
STYLES = (
    "{:%Y-%m-%d}",
    "{:%Y/%m/%d}",
    "{:%d.%m.%Y}",
    "{:%Y%m%d}",
    "{:%d %B %Y}",
    "{:%B %d, %Y}",
    "{:%d-%b-%Y}",
    "{:%A, %d %b %Y}",
)
CONTRADICTION = "the day comes first in line 3, the month in line 4"
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def imported(folder: Path, *rows: Row, **how: object) -> Imported:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return run(delimited(folder / "events.csv", rows, columns), "table", **how)


def spans(found: Imported) -> list[tuple[str, str, str]]:
    columns = found.events[["date_start", "date_end", "time_precision"]]
    return [(str(start.date()), str(end.date()), how) for start, end, how in columns.itertuples(index=False)]


def read(written: str, order: DayOrder | None = None) -> tuple[date | None, date | None] | None:
    found = read_date(written, order or DayOrder())
    return found and (found.start, found.end)


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_day_is_read_in_its_spelling(written: str) -> None:
    assert read(written) == (DAY, DAY)


@pytest.mark.parametrize("written", RANGES)
def test_a_range_in_one_cell_has_two_days(written: str) -> None:
    assert read(written) == (date(2023, 10, 17), date(2023, 10, 18))


@pytest.mark.parametrize("written", NO_DATES)
def test_a_text_that_names_no_day_is_not_read(written: str) -> None:
    assert read(written) is None


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=30, deadline=None)
@given(day=DAYS)
def test_a_written_day_is_read_back(style: str, day: date) -> None:
    written = style.replace("%Y", f"{day.year:04}").format(day)
    assert read(written) == (day, day), written


@pytest.mark.parametrize("width", ["long", "full"])
@pytest.mark.parametrize("language", ["en", "en_GB", "fr", "de", "ar", "ar_IQ", "ar_LB", "ar_EG"])
@settings(max_examples=20, deadline=None)
@given(day=DAYS)
def test_a_day_in_words_is_read_back(language: str, width: str, day: date) -> None:
    written = format_date(day, width, locale=language)
    assert read(written) == (day, day), written


@settings(max_examples=50, deadline=None)
@given(day=DAYS, later=st.integers(1, 60))
def test_a_range_is_read_back(day: date, later: int) -> None:
    end = date.fromordinal(min(day.toordinal() + later, date(2099, 12, 31).toordinal()))
    for sign in (" to ", " - ", "/", " – "):
        assert read(f"{day}{sign}{end}") == (day, end)


@settings(max_examples=50, deadline=None)
@given(day=DAYS, day_first=st.booleans())
def test_a_slashed_day_is_read_by_the_order_of_the_file(day: date, *, day_first: bool) -> None:
    first, second = (day.day, day.month) if day_first else (day.month, day.day)
    written = f"{first:02}/{second:02}/{day.year}"
    assert read(written, DayOrder(day_first)) == (day, day)
    if day.day > 12 or day.day == day.month:
        assert read(written) == (day, day)
    else:
        assert read(written) == (None, None)


@pytest.mark.parametrize(
    ("written", "span", "note"),
    [
        ("45319", ("2024-01-28", "2024-01-28", "day"), "serial number of Excel: “45319, read as 28 Jan 2024”"),
        ("45319.5", ("2024-01-28", "2024-01-28", "day"), "serial number of Excel"),
        ("1706400000", ("2024-01-28", "2024-01-28", "day"), "a time since 1970"),
        ("1706400000000", ("2024-01-28", "2024-01-28", "day"), "a time since 1970"),
        ("2024", ("2024-01-01", "2024-12-31", "range"), "only the year is known"),
        ("28-Jan-24", ("2024-01-28", "2024-01-28", "day"), "a year has two digits"),
    ],
)
def test_what_is_assumed_about_a_date_is_noted(
    tmp_path: Path, written: str, span: tuple[str, str, str], note: str
) -> None:
    found = imported(tmp_path, {"date": written, "country": "Jordan"})
    assert spans(found) == [span]
    assert any(note in sentence for sentence in found.report.notes)


@pytest.mark.parametrize("written", ["2024-02", "February 2024", "Feb 2024", "02/2024", "févr. 2024", "شباط 2024"])
def test_a_month_alone_is_a_month(tmp_path: Path, written: str) -> None:
    assert spans(imported(tmp_path, {"date": written, "country": "Jordan"})) == [("2024-02-01", "2024-02-29", "month")]


def test_a_range_in_one_cell_is_a_range_of_days(tmp_path: Path) -> None:
    found = imported(tmp_path, {"date": "17-18 October 2023", "country": "Jordan"}, {"date": "soon", "country": "Iraq"})
    assert spans(found) == [("2023-10-17", "2023-10-18", "range")]
    assert [(rejection.line, rejection.value) for rejection in found.report.rejected] == [(3, "soon")]


def test_the_report_names_the_line_that_shows_the_order(tmp_path: Path) -> None:
    found = imported(tmp_path, *({"date": day, "country": "Jordan"} for day in ("03/04/2024", "26/05/2024")))
    assert spans(found) == [("2024-04-03", "2024-04-03", "day"), ("2024-05-26", "2024-05-26", "day")]
    note = "“03/04/2024” was read as 3 April: line 3 (“26/05/2024”) shows that the day comes first."
    assert note in found.report.notes


def test_lines_that_contradict_each_other_leave_only_the_ambiguous_ones_unread(tmp_path: Path) -> None:
    rows = ({"date": day, "country": "Jordan"} for day in ("03/04/2024", "26/05/2024", "05/26/2024", "2024-01-01"))
    found = imported(tmp_path, *rows)
    assert found.report.kept == 3
    assert [(rejection.line, rejection.reason) for rejection in found.report.rejected] == [
        (2, f"may be day/month or month/day: {CONTRADICTION}. Write the day as YYYY-MM-DD")
    ]


def test_an_acled_file_may_begin_its_dates_with_the_day(tmp_path: Path) -> None:
    rows = [acled(event_id_cnty=f"IRQ{n}", event_date=day) for n, day in enumerate(("31-01-24", "04-02-24"))]
    found = run(delimited(tmp_path / "acled.csv", rows, ACLED), "acled")
    assert [start for start, _, _ in spans(found)] == ["2024-01-31", "2024-02-04"]
    assert any("line 2 (“31-01-24”) shows that the day comes first" in note for note in found.report.notes)
    left = run(delimited(tmp_path / "open.csv", rows[1:], ACLED), "acled").report
    assert (left.kept, left.rejected[0].column) == (0, "event_date")
    assert "no line of the file shows which" in left.rejected[0].reason


def test_a_date_may_be_in_three_columns(tmp_path: Path) -> None:
    path = text(
        tmp_path / "gtd.csv",
        "iyear,imonth,iday,country_txt\n2016,3,2,Iraq\n2016,3,0,Iraq\n2016,0,0,Iraq\n2016,2,30,Iraq\n",
    )
    found = run(path, "table")
    assert spans(found) == [
        ("2016-03-02", "2016-03-02", "day"),
        ("2016-03-01", "2016-03-31", "month"),
        ("2016-01-01", "2016-12-31", "range"),
    ]
    assert [(rejection.line, rejection.column) for rejection in found.report.rejected] == [(5, "iyear")]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (("year", "month", "day"), ("2016", "March", "2")),
        (("Jahr", "Monat", "Tag"), ("2016", "03", "02")),
        (("année", "mois", "jour"), ("2016", "mars", "2")),
    ],
)
def test_the_parts_of_a_date_are_known_in_several_languages(
    tmp_path: Path, columns: tuple[str, ...], row: tuple[str, ...]
) -> None:
    found = imported(tmp_path, {**dict(zip(columns, row)), "country": "Iraq"})
    assert spans(found) == [("2016-03-02", "2016-03-02", "day")]


def test_a_column_of_days_is_no_part_of_a_date() -> None:
    sample = pd.DataFrame({"day": ["2024-01-28"], "country": ["Iraq"]}, dtype="str")
    assert guess(tuple(sample), sample) == Mapping(date_start="day", country="country")
    dated = pd.DataFrame({"year": ["2024"], "date": ["2024-01-28"], "country": ["Iraq"]}, dtype="str")
    assert guess(tuple(dated), dated) == Mapping(date_start="date", country="country")


def test_every_month_of_iraq_is_known() -> None:
    months = [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ]
    for number, name in enumerate(months, start=1):
        last = calendar.monthrange(2023, number)[1]
        assert read(f"{name} 2023") == (date(2023, number, 1), date(2023, number, last))
