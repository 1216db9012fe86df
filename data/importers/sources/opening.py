"""Opens a file for import, if its content matches its name."""

from dataclasses import replace
from pathlib import Path

from data.clean_text import clean_line
from data.importers.limits import Limits, check_names, check_tables
from data.importers.options import Options
from data.importers.report import RefusedError, shortened
from data.importers.sources import ARCHIVES, SOURCES, Source, container, content
from data.importers.sources.sheet import InferColumns, Sheet, named


def open_sheet(path: Path, limits: Limits, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a table of rows.

    Args:
        path: the file.
        limits: the most that is read.
        infer_columns: returns the columns of a text file or workbook whose first row is already data.
        options: what a person states about the file.

    Raises:
        RefusedError: the file does not exist, is empty or too large, or its content does not match its name.
    """
    if not path.is_file():
        raise RefusedError(f"There is no file {path.name}." if not path.exists() else f"{path.name} is not a file.")
    if not path.stat().st_size:
        raise RefusedError(f"{path.name} is empty. {_advice()}")
    limits.check_size(path)
    found = content.describe(path)
    if ARCHIVES.get(path.suffix.lower()) == found:
        return _open_archive(path, limits, infer_columns, options)
    sheet = _source_of(path, found, options).open(path, infer_columns, options)
    check_names(path, sheet.columns, "column")
    check_names(path, sheet.tables, "table")
    check_tables(path, len(sheet.tables), "table")
    limits.check_unpacked(path.name, sheet.unpacked)
    return _with_clean_names(replace(sheet, most_letters=limits.unpacked_mb * 1_000_000))


def _with_clean_names(sheet: Sheet) -> Sheet:
    """Return the sheet with clean names of its columns and tables, which may come from any kind of file."""
    table = None if sheet.table is None else clean_line(sheet.table)
    sheet = replace(sheet, tables=tuple(map(clean_line, sheet.tables)), table=table)
    clean = [clean_line(name) for name in sheet.columns]
    if clean == list(sheet.columns):
        return sheet
    columns, notes = named(clean)
    note = "Characters that are not shown, or that reorder the words beside them, were removed from names of columns."
    tags = {name: sheet.tags[old] for name, old in zip(columns, sheet.columns) if old in sheet.tags}
    return replace(sheet, columns=columns, tags=tags, notes=(*sheet.notes, note, *notes))


def _open_archive(path: Path, limits: Limits, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the table in an archive; an archive in an archive is none."""
    suffixes = frozenset(suffix for source in SOURCES for suffix in source.suffixes) - ARCHIVES.keys()
    unpacked = container.unpack(path, suffixes, limits, options.table)
    is_choice = len(unpacked.members) > 1
    inner = replace(options, table=None) if is_choice or _names(options.table, unpacked.member) else options
    sheet = open_sheet(unpacked.path, limits, infer_columns, inner)
    note = f"The file read from the archive is “{shortened(unpacked.member)}”."
    sheet = replace(sheet, notes=(note, *sheet.notes), folder=unpacked.folder)
    return _with_clean_names(replace(sheet, tables=unpacked.members, table=unpacked.member)) if is_choice else sheet


def _names(stated: str | None, member: str) -> bool:
    """Return whether a person states this member of an archive."""
    return stated is not None and clean_line(stated) == clean_line(member)


def _source_of(path: Path, found: str, options: Options) -> Source:
    """Return the source that the file's name and content agree on."""
    suffix = path.suffix.lower()
    sources = [source for source in SOURCES if suffix in source.suffixes]
    if not sources and suffix not in ARCHIVES:
        raise RefusedError(f"{path.name} looks like {found}; its name has no ending that is read here. {_advice()}")
    if options.encoding and found == "binary data":
        found = "text"
    for source in sources:
        if found in source.contents:
            return source
    raise RefusedError(f"{path.name} looks like {found}, though its name ends in {suffix}. {_advice()}")


def _advice() -> str:
    *labels, last = (source.label for source in SOURCES)
    return f"Export the table as {', '.join(labels)} or {last} and try again."
