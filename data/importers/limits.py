"""How much of a file is read: less on the page, which many people share, than on the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from data import settings
from data.importers.report import RefusedError
from data.limits import COMMAND_LINE_MB, NAME_LETTERS, TABLES


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of a file.

    Attributes:
        file_mb: its megabytes.
        unpacked_mb: the megabytes that it holds unpacked.
        rows: its rows; None for any number.
    """

    file_mb: int
    unpacked_mb: int
    rows: int | None = None

    @classmethod
    def of_page(cls) -> Self:
        """Return the limits of the page, which whoever serves it may change."""
        return cls(settings.UPLOAD_MB.value, settings.UNPACKED_MB.value, settings.ROWS.value)

    def check_size(self, path: Path) -> None:
        """Check the size of a file.

        Raises:
            RefusedError: it is too large.
        """
        size = path.stat().st_size
        if size > self.file_mb * 1_000_000:
            raise RefusedError(
                f"{path.name} has {size / 1_000_000:,.0f} MB, more than the {self.file_mb:,} MB that are read here. "
                f"{self._advice()}"
            )

    def check_unpacked(self, name: str, size: int) -> None:
        """Check the bytes that a file holds unpacked.

        Raises:
            RefusedError: it holds too many.
        """
        if size > self.unpacked_mb * 1_000_000:
            raise RefusedError(
                f"{name} unpacks to more than the {self.unpacked_mb:,} MB that are read here. {self._advice()}"
            )

    def check_rows(self, name: str, rows: int) -> None:
        """Check the number of rows that are read so far.

        Raises:
            RefusedError: there are too many.
        """
        if self.rows is not None and rows > self.rows:
            raise RefusedError(f"{name} has more than the {self.rows:,} rows that are read here. {self._advice()}")

    def _advice(self) -> str:
        here = self.rows is None
        return "Import it in parts." if here else "Import a part of it, or use “python -m data import”."


COMMAND_LINE: Final = Limits(COMMAND_LINE_MB, COMMAND_LINE_MB)
"""The limits of the command line."""


def check_names(path: Path, names: tuple[str, ...], kind: str) -> None:
    """Check the names of a file's columns or tables.

    Raises:
        RefusedError: there is a longer one than is read.
    """
    longest = max(names, key=len, default="")
    if len(longest) > NAME_LETTERS:
        raise RefusedError(
            f"The name of {kind} {names.index(longest) + 1:,} of {path.name} has {len(longest):,} letters, more than "
            f"the {NAME_LETTERS:,} that are read. Shorten it and try again."
        )


def check_tables(path: Path, number: int, kind: str) -> None:
    """Check the number of a file's sheets, layers or tables.

    Raises:
        RefusedError: there are too many.
    """
    if number > TABLES:
        raise RefusedError(
            f"{path.name} has {number:,} {kind}s, more than the {TABLES:,} that are read. Save the one that matters as "
            "CSV and import that."
        )
