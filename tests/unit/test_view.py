from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from data.filters import DAYS, FACETS, FILTERS
from data.parameters import parameters_of
from data.terms import COUNTRIES, EVENT_TYPES, NOT_NAMED, SIDES
from data.url_docs import example_link
from data.view import NOTES_LIMIT, Note, View, ViewError, clean

SIX = datetime.fromisoformat("2024-02-07T18:00")
NAMES = st.text(min_size=1, max_size=30)
TEXTS = st.one_of(
    st.text(max_size=140),
    st.sampled_from(
        [
            'say "al-Asad"',
            "Kata'ib & Hezbollah",
            "عين الأسد",
            "🚀 rocket",
            "100% + 5 = ?#/;",
            "a,b:c..d",
            "  spread\tout\n ",
            "’‘“”",
            "\ud800 lone",
        ]
    ),
)
OPEN_DAYS = st.none() | st.dates(*DAYS)


@st.composite
def periods(draw: st.DrawFn) -> tuple[date | None, date | None]:
    start, end = draw(OPEN_DAYS), draw(OPEN_DAYS)
    return (end, start) if start and end and start > end else (start, end)


@st.composite
def areas(draw: st.DrawFn) -> tuple[float, float, float, float]:
    west, east = sorted(draw(st.tuples(*2 * [st.floats(-180, 180)])))
    south, north = sorted(draw(st.tuples(*2 * [st.floats(-90, 90)])))
    assume(east - west > 0.001)
    assume(north - south > 0.001)
    return west, south, east, north


NOTES = st.builds(Note, st.floats(-90, 90), st.floats(-180, 180), TEXTS.filter(clean))
DATASETS = st.just({}) | st.fixed_dictionaries(
    {"data": st.sampled_from(["own", "both"]), "file": st.from_regex(r"[0-9a-f]{12}", fullmatch=True)}
)
VIEWS = st.builds(
    lambda dataset, **rest: View(**dataset, **rest),
    DATASETS,
    dates=periods(),
    side=st.lists(st.sampled_from(list(SIDES))).map(tuple),
    event_type=st.lists(st.sampled_from(list(EVENT_TYPES))).map(tuple),
    actor=st.lists(NAMES | st.just(NOT_NAMED), max_size=4).map(tuple),
    country=st.lists(NAMES | st.sampled_from(list(COUNTRIES)), max_size=4).map(tuple),
    find=TEXTS,
    area=st.none() | areas(),
    selected=st.just("") | st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True),
    card=st.just("") | st.from_regex(r"(site|actor):[A-Za-z0-9_-]{1,80}", fullmatch=True),
    month=st.just("") | st.dates(*DAYS).map(lambda day: f"{day:%Y-%m}"),
    at=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 22)),
    measure=st.sampled_from(["harm", "party", "events"]),
    running=st.sampled_from(["monthly", "cumulative"]),
    context=st.sampled_from(["shown", "hidden"]),
    page=st.sampled_from(["events", "totals", "about"]),
    mode=st.sampled_from(["dashboard", "briefing"]),
    title=TEXTS,
    as_of=st.none() | st.datetimes().map(lambda time: time.replace(second=0, microsecond=0)),
    banner=TEXTS,
    organisation=TEXTS,
    note=st.lists(NOTES, max_size=3).map(tuple),
)


@given(VIEWS)
@settings(max_examples=100)
def test_a_view_survives_its_query_string(view: View) -> None:
    assert View.parse(view.query()) == view
    assert View.parse("?" + view.query()) == view
    assert View.from_parameters(view.parameters()) == view


@given(VIEWS, VIEWS)
@example(View(find="a b"), View(find=" a  b "))
@example(View(at=(0.0, 0.0, 5.0)), View(at=(-0.0, 0.00001, 5.001)))
@example(View(area=(1, 2, 3, 4)), View(area=(1.00001, 2.0, 3.0, 4.0)))
def test_equal_views_and_only_those_have_equal_query_strings(one: View, other: View) -> None:
    assert (one == other) == (one.query() == other.query())


@given(st.data(), st.lists(st.sampled_from(list(SIDES)), min_size=1), st.lists(NAMES, min_size=1, max_size=4))
def test_order_and_repetition_of_a_facet_do_not_matter(
    data: st.DataObject, sides: list[str], actors: list[str]
) -> None:
    view = View(side=tuple(sides), actor=tuple(actors))
    assert (
        View(side=tuple(data.draw(st.permutations(sides * 2))), actor=tuple(data.draw(st.permutations(actors)))) == view
    )


@given(VIEWS)
def test_a_query_string_is_plain_ascii_without_spaces(view: View) -> None:
    assert view.query().isascii()
    assert not set(view.query()) & set(" \"'<>`{}\\#")


def test_the_empty_view_has_an_empty_query_string() -> None:
    assert not View().query()
    assert View.parse("") == View.parse("?") == View()


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("side=attack&country=Jordan", View(side=("attack",), country=("Jordan",))),
        ("country=Syria&country=Iraq", View(country=("Iraq", "Syria"))),
        ("side=Attack&side=attack&mode=BRIEFING", View(side=("attack",), mode="briefing")),
        ("utm_source=a&country=Iraq&FBCLID=b&gclid=", View(country=("Iraq",))),
        ("dates=2023-10-17..2024-02-07", View(dates=(date(2023, 10, 17), date(2024, 2, 7)))),
        ("dates=2023-10-17..", View(dates=(date(2023, 10, 17), None))),
        ("dates=..2024-02-07", View(dates=(None, date(2024, 2, 7)))),
        ("dates=2024-01-28", View(dates=(date(2024, 1, 28), date(2024, 1, 28)))),
        ("dates=..", View()),
        ("actor=&find=&country=Iraq", View(country=("Iraq",))),
        ("find=ain+al%20asad", View(find="ain al asad")),
        ("event_type=rocket+attack", View(event_type=("rocket attack",))),
        ("actor=not+named", View(actor=(NOT_NAMED,))),
        ("area=38,33.1,40.5,34.2", View(area=(38.0, 33.1, 40.5, 34.2))),
        ("at=33.5,43.25,6.25", View(at=(33.5, 43.25, 6.25))),
        ("month=2024-01&selected=20240128-tower-22-drone", View(month="2024-01", selected="20240128-tower-22-drone")),
        ("measure=party&running=cumulative&page=about", View(measure="party", running="cumulative", page="about")),
        ("mode=briefing&as_of=2024-02-07T18:00", View(mode="briefing", as_of=SIX)),
        ("note=33.3,38.7,a%2C+b&note=1,2,c", View(note=(Note(33.3, 38.7, "a, b"), Note(1, 2, "c")))),
    ],
)
def test_a_query_string_is_read_as(query: str, view: View) -> None:
    assert View.parse(query) == view


def test_a_link_is_written_so_that_people_can_read_it() -> None:
    view = View(dates=(date(2023, 10, 17), date(2024, 2, 7)), country=("Syria", "Iraq"), at=(33.5, 43.0, 6.0))
    assert view.query() == "dates=2023-10-17..2024-02-07&country=Iraq&country=Syria&at=33.5,43,6"


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("sides=attack", "sides", "side"),
        ("contry=Iraq", "contry", "country"),
        ("qqq=1", "qqq", ""),
        ("side=atack", "side", "attack"),
        ("side=us strike", "side", "us_strike"),
        ("side=attack&side=us_strikes", "side", "us_strike"),
        ("event_type=drone", "event_type", "drone strike"),
        ("data=mine", "data", "own"),
        ("measure=parties", "measure", "party"),
        ("running=month", "running", "monthly"),
        ("page=total", "page", "totals"),
        ("mode=brief", "mode", "briefing"),
    ],
)
def test_an_unknown_name_or_value_is_named_with_the_nearest_known_one(query: str, parameter: str, nearest: str) -> None:
    with pytest.raises(ViewError) as caught:
        View.parse(query)
    assert caught.value.parameter == parameter
    assert parameter in str(caught.value)
    assert f"nearest is “{nearest}" in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "find=one&find=two",
        "dates=2023-10-17&dates=2023-10-18",
        "selected=a&selected=b",
        "page=about&page=about",
        "dates=2024-02-07..2023-10-17",
        "dates=1899-12-31",
        "dates=..2101-01-01",
        "dates=2023-02-30",
        "dates=yesterday",
        "dates=2023-10-17...2024-02-07",
        "dates=2023-10-17..2024-02-07..",
        "dates=",
        "dates=٢٠٢٣-١٠-١٧",
        "area=1,2,3",
        "area=1,2,3,4,5",
        "area=a,b,c,d",
        "area=",
        "area=nan,nan,nan,nan",
        "area=1,2,nan,4",
        "area=-inf,-inf,inf,inf",
        "area=40,33,38,34",
        "area=38,34,40,33",
        "area=38,33,38,34",
        "area=-181,0,1,1",
        "area=0,0,1,91",
        "at=1,2",
        "at=nan,2,3",
        "at=1,2,nan",
        "at=91,0,5",
        "at=0,181,5",
        "at=0,0,-1",
        "at=0,0,23",
        "selected=a b",
        "card=al-asad",
        "card=base:al-asad",
        "card=site:<script>",
        "selected=<script>",
        "selected=../x",
        "selected=" + "a" * 81,
        "as_of=",
        "as_of=now",
        "as_of=2024-02-30T10:00",
        "note=",
        "note=33,40",
        "note=33,40, ",
        "note=north,40,words",
        "note=nan,40,words",
        "note=91,40,words",
        "note=33,181,words",
        "&".join(["note=1,2,words"] * (NOTES_LIMIT + 1)),
        "month=2024-13",
        "month=2024-00",
        "month=2024-1",
        "month=January",
        "month=2024-01-01",
    ],
)
def test_a_bad_form_is_refused_in_one_line_that_names_its_parameter(query: str) -> None:
    parameter = query.partition("=")[0]
    with pytest.raises(ViewError) as caught:
        View.parse(query)
    assert caught.value.parameter == parameter
    assert parameter in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("month", ["0000-01", "٢٠٢٣-01"])
def test_a_month_that_no_calendar_has_is_refused(month: str) -> None:
    with pytest.raises(ViewError, match="month"):
        View(month=month)


def attempt(query: str) -> View | ViewError:
    try:
        return View.parse(query)
    except ViewError as error:
        return error


@given(st.text(max_size=60))
def test_any_query_string_is_a_view_or_a_one_line_error(query: str) -> None:
    found = attempt(query)
    if isinstance(found, View):
        assert View.parse(found.query()) == found
    else:
        assert len(str(found).splitlines()) == 1


@given(st.sampled_from(["dates", "area", "at", "month", "selected", "side", "as_of", "note"]), st.text(max_size=40))
def test_any_value_of_a_parameter_is_a_view_or_a_one_line_error(name: str, value: str) -> None:
    found = attempt(f"{name}={quote(value, errors='surrogatepass')}")
    if isinstance(found, View):
        assert View.parse(found.query()) == found
    else:
        assert found.parameter == name
        assert len(str(found).splitlines()) == 1


def test_the_order_of_notes_is_preserved() -> None:
    notes = Note(33.0, 40.0, "second by name"), Note(33.0, 40.0, "first by name")
    assert View.parse(View(note=notes).query()).note == notes
    assert View(note=notes) != View(note=notes[::-1])


@pytest.mark.parametrize("time", [SIX.replace(second=30), SIX.replace(tzinfo=UTC)])
def test_a_time_is_stored_to_the_minute_without_a_zone(time: datetime) -> None:
    assert View(as_of=time) == View(as_of=SIX) == View.parse(View(as_of=time).query())


def test_text_is_cut_to_a_length_and_cleaned_of_unprintable_characters() -> None:
    assert clean("  a\x00b\r\n c\u202e ") == "ab c"
    assert clean("x" * 500) == "x" * 120


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (
            View(dates=(date(2023, 10, 17), date(2024, 2, 7)), side=("attack",), country=("Iraq", "Syria")),
            "Attacks on US and coalition forces, 17 Oct 2023 to 7 Feb 2024, in Iraq and Syria",
        ),
        (View(), "Attacks on US and coalition forces and US and coalition strikes"),
        (View(side=("us_strike",)), "US strikes"),
        (View(side=("us_strike", "coalition_strike")), "US strikes and coalition strikes"),
        (
            View(side=("attack", "us_strike", "other")),
            "Attacks on US and coalition forces, US strikes and other events",
        ),
        (View(side=("other",), dates=(date(2024, 1, 28), date(2024, 1, 28))), "Other events, 28 Jan 2024"),
        (View(side=("us_strike",), dates=(date(2024, 1, 1), None)), "US strikes, since 1 Jan 2024"),
        (View(side=("us_strike",), dates=(None, date(2024, 1, 1))), "US strikes, until 1 Jan 2024"),
        (
            View(side=("attack",), event_type=("rocket attack", "drone strike")),
            "Attacks on US and coalition forces, drone strike or rocket attack only",
        ),
        (
            View(side=("attack",), actor=("Kata'ib Hezbollah", NOT_NAMED)),
            "Attacks on US and coalition forces, by Kata'ib Hezbollah or Nobody named",
        ),
        (View(side=("attack",), country=("Jordan",)), "Attacks on US and coalition forces, in Jordan"),
        (
            View(side=("attack",), country=("Jordan", "Iraq", "Syria")),
            "Attacks on US and coalition forces, in Iraq, Jordan and Syria",
        ),
        (
            View(side=("us_strike",), area=(38.0, 33.1, 40.5, 34.2)),
            "US strikes, within 33.1 to 34.2° N, 38.0 to 40.5° E",
        ),
        (View(side=("us_strike",), find="convoy"), "US strikes, matching “convoy”"),
    ],
)
def test_a_view_describes_itself(view: View, sentence: str) -> None:
    assert view.describe() == sentence


def test_the_extent_is_named_if_the_view_has_no_dates() -> None:
    extent = (date(2020, 1, 3), date(2025, 6, 23))
    assert View(side=("us_strike",)).describe(extent) == "US strikes, 2020 to June 2025"
    view = View(side=("us_strike",), dates=(date(2024, 1, 1), None))
    assert view.describe(extent) == "US strikes, since 1 Jan 2024"


def test_camera_and_display_do_not_change_the_description() -> None:
    looked_at = View(
        side=("attack",), selected="x", month="2024-01", at=(33.0, 43.0, 6.0), page="about", mode="briefing"
    )
    assert looked_at.describe() == View(side=("attack",)).describe()


EVERY_FILTER = View(
    dates=(date(2023, 10, 17), None),
    side=("attack", "other"),
    event_type=("drone strike",),
    actor=("Kata'ib Hezbollah", NOT_NAMED),
    country=("Iraq", "Jordan"),
    find="base",
    area=(38.0, 33.0, 40.0, 34.0),
)


def test_every_active_filter_is_listed_with_its_words() -> None:
    words = [words for *_, words in EVERY_FILTER.active()]
    assert words == [
        "since 17 Oct 2023",
        "Attack on US or coalition forces",
        "Other",
        "Drone strike",
        "Kata'ib Hezbollah",
        "Nobody named",
        "Iraq",
        "Jordan",
        "“base”",
        "33.0 to 34.0° N, 38.0 to 40.0° E",
    ]
    assert View(selected="x", month="2024-01", page="about").active() == []


@given(VIEWS)
def test_removing_a_listed_filter_removes_that_one_and_no_other(view: View) -> None:
    active = view.active()
    for one in active:
        assert view.without(*one[:2]).active() == [other for other in active if other != one]


def test_removing_every_listed_filter_changes_nothing_else() -> None:
    view = EVERY_FILTER.with_(selected="x", measure="party", at=(33.0, 43.0, 6.0))
    for name, value, _ in view.active():
        view = view.without(name, value)
    assert view == View(selected="x", measure="party", at=(33.0, 43.0, 6.0))


EVERYTHING = View.parse("&".join(example_link(item) for name, item in parameters_of(View).items() if name != "data"))
"""Every parameter with the example of its documentation; that of `file` has `data`, too."""


def test_reset_removes_the_filters_and_nothing_else() -> None:
    reset = EVERYTHING.reset()
    assert EVERYTHING.parameters().keys() == parameters_of(View).keys()
    assert reset.active() == []
    assert reset.parameters().keys() == {
        *("data", "file", "selected", "card", "month", "at", "measure", "running", "context", "page", "sort", "mode"),
        *("title", "as_of", "banner", "organisation", "note"),
    }
    assert all(getattr(reset, name) == getattr(EVERYTHING, name) for name in reset.parameters())


def test_a_whole_facet_can_be_reset() -> None:
    assert EVERY_FILTER.without("country") == EVERY_FILTER.with_(country=())


@given(VIEWS)
def test_filters_contain_all_that_selects_events(view: View) -> None:
    filters = view.filters()
    assert filters.active() == view.active()
    assert filters == View(**{name: getattr(view, name) for name in FILTERS})
    assert set(FILTERS) == {"dates", *FACETS, "find", "area"}


def test_a_day_apart_is_another_view() -> None:
    day = date(2024, 1, 28)
    assert View(dates=(day, None)) != View(dates=(day + timedelta(days=1), None))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("data=own", "data"),
        ("data=both&file=me.csv", "data"),
        ("file=0123456789ab", "file"),
        ("data=record&file=x", "file"),
    ],
)
def test_an_imported_file_needs_its_fingerprint_and_the_other_way_round(query: str, parameter: str) -> None:
    with pytest.raises(ViewError) as caught:
        View.parse(query)
    assert caught.value.parameter == parameter


def test_the_sentence_names_an_imported_file() -> None:
    view = View(data="own", file="0123456789ab")
    assert view.describe() == "Events in an imported file"
    assert view.with_(side=("us_strike",)).describe() == "US strikes in an imported file"
    assert view.with_(data="both").describe().endswith("coalition strikes, with those in an imported file")


@pytest.mark.parametrize("query", ["actor=%00", "country=%E2%80%8B", "find=%07", "actor=\udce9\udcff"])
def test_a_value_without_a_letter_is_refused_rather_than_left_out(query: str) -> None:
    with pytest.raises(ViewError, match="holds no letter that can be shown"):
        View.parse(query)
