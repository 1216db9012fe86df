import html as standard
import json
import re
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import escape
from data.clean_text import clean_text
from tests.hostile import HOSTILE as RAW

HOSTILE = [*map(clean_text, RAW)]
BRIEF = [text for text in HOSTILE if len(text) < 120]
LONE = "a\ud83db\ude00c"
PLAIN_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TEXTS = st.sampled_from(BRIEF) | PLAIN_TEXT | st.lists(st.sampled_from(BRIEF), max_size=3).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
UNSAFE_IN_HTML = set("<>\"'`{}$\\")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@given(TEXTS)
def test_html_reads_the_same_and_has_no_special_character(text: str) -> None:
    written = escape.html(text)
    assert standard.unescape(written) == text
    assert not UNSAFE_IN_HTML & set(written)
    assert re.fullmatch(r"(?:[^&]|&#\d+;)*", written)


@given(TEXTS)
def test_html_renders_unchanged_as_a_template(text: str) -> None:
    written = escape.html(text)
    assert jinja2.Template(written, keep_trailing_newline=True, newline_sequence="\n").render() == re.sub(
        r"\r\n?", "\n", written
    )


@pytest.mark.parametrize(("value", "written"), [(None, ""), (0, "0"), (25.5, "25.5"), ("a&b", "a&#38;b")])
def test_html_takes_any_value(value: object, written: str) -> None:
    assert escape.html(value) == written


@given(VALUES)
def test_a_literal_is_json_for_the_same_value(value: Any) -> None:
    assert json.loads(escape.literal(value)) == value


@given(VALUES)
def test_a_literal_has_no_special_character_of_script_page_or_template(value: Any) -> None:
    written = escape.literal(value)
    assert written.isascii()
    assert written.isprintable()
    for string in STRING.findall(written):
        assert not set("<>&'`{}$") & set(string)
        assert re.fullmatch(r'"(?:[^"\\]|\\u[0-9a-f]{4})*"', string)
    for opening in ("{{", "}}", "{%", "%}", "{#", "#}", "${", "</", "<!--"):
        assert opening not in written


@given(VALUES)
def test_a_literal_is_unchanged_by_a_template(value: Any) -> None:
    written = escape.literal(value)
    assert jinja2.Template(written).render() == written
    assert jinja2.Template("f({{ x }});").render(x=written) == f"f({written});"


def test_hostile_text_is_safe_as_value_and_as_name() -> None:
    values = {text: [text, {text: text}] for text in HOSTILE}
    written = escape.literal(values)
    assert json.loads(written) == values
    assert jinja2.Template(written).render() == written
    assert standard.unescape(escape.html("\n".join(HOSTILE))) == "\n".join(HOSTILE)


def test_a_lone_surrogate_is_preserved() -> None:
    assert json.loads(escape.literal([LONE])) == [LONE]
    assert escape.literal([LONE]).isascii()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [-float("inf")], {"a": [float("nan")]}])
def test_a_number_that_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="JSON"):
        escape.literal(value)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", [object()]])
def test_a_value_that_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        escape.literal(value)


@pytest.mark.parametrize(
    "value", [[], {}, [[]], [{}], {"a": {}}, [[{"a": {"b": {}}}], [{}, {}]], 1e300, -0.5, True, None]
)
def test_nested_and_empty_structures_stay_valid(value: object) -> None:
    assert json.loads(escape.literal(value)) == value


@given(st.text(max_size=60) | st.sampled_from(BRIEF))
def test_an_identifier_holds_letters_digits_dash_and_underscore_only(text: str) -> None:
    written = escape.identifier(text)
    assert re.fullmatch(r"[A-Za-z0-9_-]*", written)
    assert escape.identifier(written) == written


def test_a_valid_identifier_is_unchanged() -> None:
    assert escape.identifier("20240128-tower_22-drone") == "20240128-tower_22-drone"
