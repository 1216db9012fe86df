"""Refuses options that a file cannot follow, so that none is ignored in silence."""

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.sheet import Sheet


def check_fit(name: str, sheet: Sheet, options: Options) -> None:
    """Check that the options are about a file of this kind; a source with several tables checks their names itself.

    Args:
        name: the file's name without folders.
        sheet: the open file.
        options: what a person states about the file.

    Raises:
        RefusedError: the file is no text, or holds one table only.
    """
    if options.encoding and not (sheet.is_text or sheet.encoding):
        raise RefusedError(f"{name} is no text file whose encoding can be chosen. Leave out the encoding.")
    if options.table and not sheet.tables:
        raise RefusedError(f"{name} holds one table only. Leave out the name of the sheet or layer.")
