"""Search for words in the texts of events, by their folding (`data.folding`), in Python and in every database."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import ibis
import ibis.expr.types as ir

from data.folding import APOSTROPHES, HYPHENS, fold, without_articles

SEARCHED: Final = ("location", "place_names", "admin1", "country", "summary", "target", "weapon", "actor")
"""The columns that are searched for words."""
FREE_TEXTS: Final = ("summary",)
"""Those of free text: almost every value is different, so that prepared tables store their folded form."""
LISTED_LIMIT: Final = 500
"""Up to this number of values of a column, a query lists them."""
_COMPARED_LIMIT: Final = 8
"""Up to this number of values, a column is compared with each."""
_CACHED_VALUES: Final = 50_000
_GLUED_ARTICLE: Final = re.compile(r"[aeu]l(?=\w{3})")
_EDGES: Final = r'[ .,;:!?()/"“”،]'

Members = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Words:
    """What is known of the words in a table."""

    values: Callable[[str], tuple[str, ...] | None]
    """For a column its different values; None if there are too many, as in columns of free text."""
    aliases: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """For the words of each of an actor's names the name by which the events have it."""


def folded_columns(name: str) -> tuple[str, str]:
    """Return the names of the columns that hold the folded text of a column: with spaces, and without."""
    return f"{name}_folded", f"{name}_joined"


READ: Final = (*SEARCHED, *(column for name in FREE_TEXTS for column in folded_columns(name)))
"""All columns that a search may read."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, without Arabic articles.

    >>> words_of("Kata'ib al-Asad 100%")
    ('kataib', 'asad', '100%')
    """
    return tuple(without_articles(fold(text).split()))


def aliases_of(names: Mapping[str, Iterable[str]]) -> dict[tuple[str, ...], str]:
    """Return `Words.aliases` for the other names of each actor."""
    return {words_of(text): name for name, others in names.items() for text in (name, *others) if words_of(text)}


def holds_every_word(events: ir.Table, text: str, members: Members, words: Words) -> ir.BooleanValue:
    """Return whether the searched columns of an event contain every word of a text.

    A name of an actor in the text is also found by the actor of the event, or of its members, and by its other names.
    A text without words (“-”) is found nowhere.
    """
    searched = words_of(text)
    if not searched:
        return ibis.literal(False)
    found = _holds_all(events, searched, words)
    for phrase, actor in words.aliases.items():
        for start in range(len(searched) - len(phrase) + 1):
            if searched[start : start + len(phrase)] == phrase:
                rest = searched[:start] + searched[start + len(phrase) :]
                named = is_one_of(events.actor, members.get(actor, (actor,)))
                if not {*phrase} <= {*words_of(actor)}:
                    named |= _holds_all(events, [fold(actor)], words)
                found |= named & _holds_all(events, rest, words) if rest else named
    return found


def _holds_all(events: ir.Table, searched: Iterable[str], words: Words) -> ir.BooleanValue:
    return ibis.and_(
        *(ibis.or_(*(_holds(events, column, _Word(text), words) for column in SEARCHED)) for text in searched)
    )


@dataclass(frozen=True)
class _Word:
    """A folded word, or several in their order.

    It is found within a word of a text, or as several whole words: “tower22” in “Tower 22”, “alasad” in “el-Asad”.
    """

    text: str

    @property
    def part(self) -> str:
        """The letters that every text with the word has, when spaces are left out."""
        return re.sub(f"^{_GLUED_ARTICLE.pattern}", "", self.text).replace(" ", "")

    @property
    def over_words(self) -> str:
        """A regular expression for the word with spaces in it; empty where it has signs."""
        if not self.text.isalnum():
            return ""
        letters = [*self.text]
        if _GLUED_ARTICLE.match(self.text):
            letters[0] = "[aeu]"
        return f"(^|{_EDGES})(ال)?{' *'.join(letters)}($|{_EDGES})"

    def is_in(self, folded: str) -> bool:
        """Return whether a folded text has the word."""
        if self.text in folded:
            return True
        joined = self.over_words and self.part in folded.replace(" ", "")
        return bool(joined and re.search(self.over_words, folded))

    def is_in_column(self, folded: ir.StringValue, joined: ir.StringValue) -> ir.BooleanValue:
        """Return whether a folded text has the word; `joined` is the text without spaces, which is read first."""
        has = folded.contains(self.text)
        if self.over_words:
            has |= folded.re_search(self.over_words)
        return joined.contains(self.part) & has


def _holds(events: ir.Table, column: str, word: _Word, words: Words) -> ir.BooleanValue:
    """Return whether a column has a word; where the column's values are known, they are searched here, once."""
    values = words.values(column)
    if values is not None:
        holding = [value for value in values if word.is_in(_folded(value))]
        if len(holding) == len(values):
            return events[column].notnull()
        if len(holding) <= LISTED_LIMIT:
            return is_one_of(events[column], holding)
    return word.is_in_column(*folded_texts(events, column))


_folded: Final = lru_cache(maxsize=_CACHED_VALUES)(fold)


def folded_texts(events: ir.Table, column: str) -> tuple[ir.StringValue, ir.StringValue]:
    """Return the folded text of a column, with spaces and without; stored columns are not computed."""
    with_spaces, joined = folded_columns(column)
    if with_spaces in events.columns and joined in events.columns:
        return events[with_spaces], events[joined]
    text = folded(events[column])
    return text, text.replace(" ", "")


def is_one_of(column: ir.Column, values: Iterable[str]) -> ir.BooleanValue:
    """Return whether a column has one of the values.

    DuckDB turns `IN` lists of five or more into a join, which defeats its Top-N pushdown.
    """
    listed = list(values)
    if len(listed) <= _COMPARED_LIMIT:
        return ibis.or_(*(column == value for value in listed))
    return column.isin(listed)


_LATIN: Final = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_ARABIC: Final = range(0x600, 0x700)
_MARKS: Final = "".join(
    chr(code) for code in (*range(0x300, 0x345), *_ARABIC) if unicodedata.category(chr(code)) == "Mn"
)


def _replaced(codes: Iterable[int]) -> tuple[str, str]:
    """Return the letters, in lower case or without one, that fold to one other, and the letters that they fold to."""
    letters = {chr(code): fold(chr(code)) for code in codes if chr(code).lower() == chr(code) or chr(code) == "İ"}
    replaced = {letter: plain for letter, plain in letters.items() if len(plain) == 1 and plain != letter}
    return "".join(replaced), "".join(replaced.values())


_PLAIN_LATIN: Final = _replaced(_LATIN)
_PLAIN_ARABIC: Final = _replaced(_ARABIC)
_SPACES: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"


def folded(text: ir.StringValue) -> ir.StringValue:
    """Return `data.folding.fold` of a text in a database, for Latin and Arabic letters and the signs around them.

    Each step is applied only to texts that need it: most are ASCII, and replacing many letters takes long.
    """
    plain = text.lower().replace("'", "").replace("`", "").replace("-", " ")
    signs = plain.re_replace(f"[{APOSTROPHES}ـ{_MARKS}]", "").re_replace(f"[{HYPHENS[1:]}{_SPACES}]", " ")
    arabic = ibis.ifelse(signs.re_search("[\u0600-\u06ff]"), signs.translate(*_PLAIN_ARABIC), signs)
    latin = arabic.replace("ß", "ss").translate(*_PLAIN_LATIN)
    letters = ibis.ifelse(arabic.re_search("[\u00c0-\u024f\u1e00-\u1eff]"), latin, arabic)
    return ibis.ifelse(plain.re_search("[^ -~]"), letters, plain)
