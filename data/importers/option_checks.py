"""Refuses options that a file cannot follow, so that none is ignored in silence."""

from typing import Final

from data.importers.options import Options
from data.importers.report import RefusedError, shortened
from data.importers.sources.sheet import POINT, Sheet

_LISTED: Final = 12


def check_encoding_name(options: Options) -> None:
    """Check that there is such an encoding.

    Raises:
        RefusedError: Python knows no encoding of this name.
    """
    if options.encoding is None:
        return
    try:
        "x".encode(options.encoding)
    except (LookupError, ValueError) as error:
        raise RefusedError(
            f"There is no encoding “{shortened(options.encoding)}”. Common ones are utf-8, utf-16, cp1252 and cp1256."
        ) from error


def check_fit(name: str, sheet: Sheet, options: Options) -> None:
    """Check that the options are about a file of this kind.

    Args:
        name: the file's name without folders.
        sheet: the open file.
        options: what a person states about the file.

    Raises:
        RefusedError: the file is no text, has no geometry, or has no such sheet, layer or table.
    """
    if options.encoding and not (sheet.is_text or sheet.encoding):
        raise RefusedError(f"{name} is no text file whose encoding can be chosen. Leave out the encoding.")
    if options.crs and (sheet.is_text or not set(POINT) <= set(sheet.columns)):
        raise RefusedError(f"{name} has no geometry whose reference system can be chosen. Leave it out.")
    if not options.table or options.table == sheet.table:
        return
    if not sheet.tables:
        raise RefusedError(f"{name} holds one table only. Leave out the name of the sheet or layer.")
    listed = ", ".join(f"“{shortened(table)}”" for table in sheet.tables[:_LISTED])
    others = f" and {len(sheet.tables) - _LISTED} more" if len(sheet.tables) > _LISTED else ""
    raise RefusedError(f"{name} has no sheet or layer “{shortened(options.table)}”, but {listed}{others}.")
