"""Limits of what comes from outside that do not depend on the server: links and the inside of files.

Those that whoever serves the page can change are in `data/settings.py`. `docs/limits.md` is generated from `LIMITS`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that is read of something.

    Attributes:
        what: what is limited.
        number: the most of it.
        beyond: what becomes of more, in words that follow “more”.
    """

    what: str
    number: int
    beyond: str


LIMITS: Final[list[Limit]] = []
"""All fixed limits, in the order of the documentation."""

_REFUSED: Final = "the file is refused"


def _limit(number: int, what: str, beyond: str = _REFUSED) -> int:
    LIMITS.append(Limit(what, number, beyond))
    return number


LINK_LETTERS: Final = _limit(20_000, "letters of a link’s query string", "the link is ignored, and the page says so")
FILTER_VALUES: Final = _limit(200, "values of one filter", "the filter is ignored, and the page says so")
TEXT_LETTERS: Final = _limit(
    120,
    "letters of a text in a link: words to find, a title, an organisation, a banner, a note",
    "the text is ignored, and the page says so",
)
NOTES: Final = _limit(12, "notes on the map", "the notes are ignored, and the page says so")

COMMAND_LINE_MB: Final = _limit(20_000, "megabytes of a file on the command line, packed and unpacked")
ARCHIVE_MEMBERS: Final = _limit(10_000, "members of a zip archive; a workbook and a KMZ file are archives, too")
TABLES: Final = _limit(500, "sheets, layers, tables or folders of a file")
NAME_LETTERS: Final = _limit(1_000, "letters of the name of a column, sheet, layer or table")
WORKBOOK_CELLS: Final = _limit(
    20_000_000, "cells and rows that an Excel workbook stores, and the area of an OpenDocument sheet"
)
SHARED_STRINGS: Final = _limit(3_000_000, "different texts of an Excel workbook")
WORKBOOK_PART_MB: Final = _limit(50, "megabytes of the styles, names or relations of a workbook, unpacked")
JSON_MB: Final = _limit(200, "megabytes of one JSON document, or of one of JSON lines")
JSON_VALUES: Final = _limit(20_000_000, "values of one JSON document")
DEPTH: Final = _limit(
    250, "levels of nesting in JSON and KML", "the file is refused; of JSON lines, the line is set aside"
)
LINE_LETTERS: Final = _limit(4_000_000, "letters of a line of text")
SET_ASIDE: Final = _limit(200_000, "rows of a file that are set aside")
