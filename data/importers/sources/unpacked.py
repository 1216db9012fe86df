"""Refuses files that are small as archives but very large when unpacked."""

import zipfile
from pathlib import Path
from typing import Final

from data.importers.report import RefusedError

UNPACKED_LIMIT_MB: Final = 1_000


def refuse_bomb(path: Path) -> None:
    """Refuse a document that is a zip archive, such as a workbook, if its parts are too large.

    Raises:
        RefusedError: they are.
        zipfile.BadZipFile: the archive is broken.
    """
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED_LIMIT_MB * 1_000_000:
        raise RefusedError(
            f"{path.name} unpacks to {unpacked // 1_000_000:,} MB, more than the {UNPACKED_LIMIT_MB:,} MB that are "
            "read from a workbook. Save the sheet as CSV and import that."
        )
