"""Cleans text from outside once, where it comes in: cells, names, links, served tables, the catalogue.

All windows (page, map, slide, files) get clean text and only escape it for their language. Removed are characters that
no file format or no reader can hold, or that change what a person sees of the words around them:

- control characters, halves of a surrogate pair and noncharacters: XML forbids them, and programs end at them;
- embeddings, overrides and isolates of the direction (U+202A to U+202E, U+2066 to U+2069), which reorder the words
  beside a name; the marks LRM, RLM and ALM stay, because they have an effect in their own words only;
- characters without a width that make two equal-looking names differ (zero width space, word joiner, soft hyphen, byte
  order mark, invisible operators, annotations, tags outside of a flag). ZWJ and ZWNJ stay, because Arabic, Persian,
  Indic scripts and emoji need them; so do variation selectors.

Line breaks of every kind become a line feed, and in text of one line a space, as tabs do.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

PROSE: Final = frozenset({"summary", "notes", "quote", "doubt"})
"""The columns of all tables whose text may have several lines."""
REMOVED: Final = (
    *((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x180E, 0x180E), (0x200B, 0x200B)),
    *((0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB)),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
    *((0xE0000, 0xE001F), (0xE0080, 0xE00FF)),
)
"""The first and the last code of each range of characters that are removed; tags are removed outside of flags only."""
_RANGES: Final = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in REMOVED)
_REMOVED: Final = re.compile(
    # A flag such as Scotland's is a black flag with tags.
    f"[{_RANGES}]|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]+"
)
_BREAK: Final = "\r\n|[\n\v\f\r\x85\u2028\u2029]"
_BREAKS: Final = re.compile(_BREAK)
_UNCLEAN: Final = re.compile(f"{_REMOVED.pattern}|[\v\f\r\x85\u2028\u2029]")
BREAKS_AND_TABS: Final = "[\t\n\v\f\r\x85\u2028\u2029]"
"""A regular expression for what a line of text does not hold."""
_BREAKS_AND_TABS: Final = re.compile(rf" *(?:{BREAKS_AND_TABS} *)+")
_CODES: Final = "".join(
    f"\\x{{{first:x}}}-\\x{{{last:x}}}"
    for first, last in (*REMOVED, (0x09, 0x0D), (0x85, 0x85), (0x2028, 0x2029), (0xE0020, 0xE007F))
    if not 0xD800 <= first <= 0xDFFF  # noqa: PLR2004 - no text in UTF-8 holds a half of a pair
)
MAY_BE_UNCLEAN: Final = f"[{_CODES}]"
"""A regular expression of the library RE2, which DuckDB and Arrow use, for text that cleaning may change."""


_NAME_BYTES: Final = 200
"""The longest name of a file; disks take 255 bytes, and programs add to names."""
_ENDING: Final = 12
"""The most letters of an ending, with its dot."""


def clean_text(text: str) -> str:
    r"""Return text of several lines without the characters that are removed, with `\n` as the only line break.

    >>> clean_text("Two\x07 drones\r\nat night")
    'Two drones\nat night'
    """
    if text.isprintable() and text.isascii():
        return text
    return _REMOVED.sub("", _BREAKS.sub("\n", text))


def clean_line(text: str) -> str:
    r"""Return text of one line: as `clean_text`, with a space for line breaks and tabs, and none at its ends.

    >>> clean_line("Bagh\x07dad\n \tairport ")
    'Baghdad airport'
    """
    if text.isprintable() and text.isascii():
        return text.strip()
    return _REMOVED.sub("", _BREAKS_AND_TABS.sub(" ", text)).strip()


def file_name(name: str) -> str:
    """Return a name from outside as one that a disk takes: without folders, at most 200 bytes, with its ending.

    >>> file_name("../../etc/events.csv"), file_name("..")
    ('events.csv', 'file')
    >>> len(file_name("ش" * 128 + ".csv").encode())
    199
    """
    last = clean_line(re.split(r"[/\\]", name)[-1])
    if not last.strip(". "):
        return "file"
    stem, dot, ending = last.rpartition(".") if 0 < len(last) - last.rfind(".") <= _ENDING else (last, "", "")
    room = _NAME_BYTES - len(f"{dot}{ending}".encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[: room - len("…".encode())].decode(errors="ignore") + "…"
    return f"{stem}{dot}{ending}"


def removed(texts: Iterable[str]) -> int:
    r"""Return how many characters `clean_text` removes from the texts.

    >>> removed(["a\x00b\x00", "c"])
    2
    """
    return sum(len(match[0]) for text in texts for match in _REMOVED.finditer(text))


def is_unclean(text: str) -> bool:
    """Return whether `clean_text` would change the text."""
    return not text.isprintable() and _UNCLEAN.search(text) is not None


def cleaner(column: str) -> Callable[[str], str]:
    """Return the function that cleans the text of a column."""
    return clean_text if column in PROSE else clean_line


def clean_table(table: pa.Table) -> pa.Table:
    """Return a table with all its texts clean."""
    for place, name in enumerate(table.column_names):
        column = table.column(name)
        if _is_text(column.type) and pc.any(pc.match_substring_regex(column, MAY_BE_UNCLEAN)).as_py():
            clean = cleaner(name)
            values = [None if value is None else clean(value) for value in column.to_pylist()]
            table = table.set_column(place, table.field(name), pa.array(values, column.type))
    return table


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
