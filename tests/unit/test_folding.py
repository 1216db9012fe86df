"""Names and words are found however they are spelled, in Python and in the database."""

import unicodedata

import ibis
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.folding import APOSTROPHES, HYPHENS, fold, normalise
from data.query.engine import Engine
from data.query.search import SEARCHED, Words, folded, holds_every_word
from data.view import View

SPELLINGS = {
    "20240128-tower-22-drone": ["tower22", "TOWER-22", "tower‑22", "Tówer 22", "البرج٢٢", "برج 22"],
    "20231120-al-asad-missile": [
        *("al-Asad", "alasad", "al asad", "el-Asad", "elasad", "Al‐Asad", "ʿAyn al-Asad", "airbase", "air base"),
        *("الاسد", "الأسد", "ٱلأسد", "اسد", "عين الاسد", "IRI", "المقاومه الاسلاميه في العراق"),
        *("islamic-resistance in iraq", "Iran’s proxies", "Iranian backed militias", "iran backed militias iraq"),
    ],
    "20231121-abu-ghraib-airstrike": [
        *("Kataib", "kata'ib", "Kata’ib", "KATAʾIB", "Kata`ib Hezbollah", "katāʿib", "kataibhezbollah"),
        *("KH", "Hezbollah Brigades", "KH Iraq", "كتائب حزب الله", "كتائب حزب اللّه", "Iraq KH"),
    ],
}


@given(st.text() | st.text(alphabet="aÉİıßﬁ '’`´-‑ـالأىةآ ّ٢"))
@example("ŉ´ﬀ½İ")
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("مسيّرة", "مسيرة"),
        ("مسيّرة", "مسيره"),
        ("الأسد", "الاسد"),
        ("إيران", "ايران"),
        ("ٱلقائم", "القائم"),
        ("كتـائب", "كتائب"),
        ("مصطفى", "مصطفي"),
        ("Kataʾib", "kataib"),
        ("Šaʿbī", "shabi".replace("sh", "s")),
        ("TÜRKİYE", "turkiye"),
        ("Deir‑ez‑Zor", "deir ez-zor"),
        ("برج ٢٢", "برج 22"),
    ],
)
def test_spellings_that_people_mix_up_are_one(text: str, other: str) -> None:
    assert fold(text) == fold(other)
    assert normalise(text) == normalise(other)


@pytest.mark.parametrize(("text", "other"), [("a b", "ab"), ("100%", "100"), ("tower 22", "tower 23"), ("سد", "اسد")])
def test_other_differences_stay(text: str, other: str) -> None:
    assert fold(text) != fold(other)


def test_the_database_folds_as_python_does() -> None:
    letters = (0xA0, *range(0xC0, 0x250), *range(0x300, 0x345), *range(0x600, 0x700), *range(0x1E00, 0x1F00))
    texts = [f"x{chr(code)}y" for code in (*range(0x20, 0x7F), *letters)]
    # Left out: signs that are several letters (“ǆ”), which names do not have, but for “ß”.
    texts = [text for text in texts if len(fold(text)) <= 3 or "ß" in text]
    texts += [f"Kata{sign}ib {sign}" for sign in APOSTROPHES + HYPHENS]
    column = ibis.memtable({"text": [unicodedata.normalize("NFC", text) for text in texts]})
    rows = ibis.duckdb.connect().execute(column.mutate(folded=folded(column.text)))
    assert len(rows) > 1_000
    assert {text: got for text, got in zip(rows["text"], rows["folded"]) if got != fold(text)} == {}


def ids(engine: Engine, words: str) -> set[str]:
    return set(engine.events(View(find=words))["event_id"])


@pytest.mark.parametrize(("event", "words"), [(event, words) for event, all_ in SPELLINGS.items() for words in all_])
def test_every_spelling_finds_its_event(record_engine: Engine, event: str, words: str) -> None:
    assert event in ids(record_engine, words)


@given(st.sampled_from([(event, words) for event, all_ in SPELLINGS.items() for words in all_]), st.data())
def test_signs_and_capitals_do_not_matter(record_engine: Engine, found: tuple[str, str], data: st.DataObject) -> None:
    event, words = found
    signs = data.draw(st.lists(st.sampled_from(["", "", *"’‘ʿʾʻʼ", "\u0651", "\u0301"]), min_size=len(words)))
    capitals = data.draw(st.sampled_from([str.lower, str.upper]))
    assert event in ids(record_engine, capitals("".join(letter + sign for letter, sign in zip(words, signs))))


def found_in(texts: list[str], words: str, known: tuple[str, ...] | None) -> list[bool]:
    """Which summaries have the words; with `known` values of the column they are searched in Python."""
    summary = ibis.memtable({"summary": texts})
    events = summary.mutate(**{name: ibis.null("string") for name in SEARCHED if name != "summary"})
    values = Words(lambda column: known if column == "summary" else ())
    rows = events.select(found=holds_every_word(events, words, {}, values).fill_null(False))
    return [bool(found) for found in ibis.duckdb.connect().execute(rows)["found"]]


@pytest.mark.parametrize(
    ("words", "other"),
    [("KH", "kt hospital"), ("tower2", "tower 22"), ("truckh", "truck hit"), ("alarm", "an arm")],
)
def test_letters_of_several_words_are_found_as_whole_words_only(words: str, other: str) -> None:
    texts = [f"It was {other}.", f"It was {words}.", f"It was {words[:1]} {words[1:]}."]
    assert found_in(texts, words, tuple(texts)) == found_in(texts, words, None) == [False, True, True]


@settings(max_examples=15, deadline=None)
@given(st.text("ab l-’.آا", min_size=1, max_size=8), st.text("abl-’آا", min_size=1, max_size=5))
def test_the_database_finds_what_python_finds(text: str, words: str) -> None:
    texts = [text, "another"]
    assert found_in(texts, words, (text, "another")) == found_in(texts, words, None)


def test_a_text_without_words_is_found_nowhere(record_engine: Engine) -> None:
    assert ids(record_engine, "-") == ids(record_engine, "'") == set()
