"""What a person states about a file that is imported."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person states about a file; what is None is decided from the file.

    Attributes:
        encoding: the encoding of a text file, a name that Python knows.
        table: the sheet, layer or table that is read, of a file with several.
        crs: the coordinate reference system of the coordinates, as pyproj takes it.
        country: the country of all rows that state none.
        merge_repeats: whether what looks like a repeat of another row counts as one event with it.
    """

    encoding: str | None = None
    table: str | None = None
    crs: str | None = None
    country: str | None = None
    merge_repeats: bool = False


NO_OPTIONS: Final = Options()
