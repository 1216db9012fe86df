"""The command line: `python -m components.slide "dates=2023-10-17..2024-02-07&side=attack" -o slide.pptx`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from components.page_data import LOAD_ERRORS, Record, load_slide
from components.slide import drawing
from components.slide.drawing import SlideError
from components.slide.formats import FORMATS, format_of
from data import audit, masking
from data.commands import terminal
from data.datasets import ServedTableError, dataset_for, for_operator, served_dataset
from data.output_file import OutputError, check, replacing
from data.record.catalog import CatalogError, load_catalog
from data.settings import ADDRESS, SettingError
from data.view import View, ViewError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one file of a view; the exit status is 2 for a view or a file name that is not valid."""
    suffixes = ", ".join(format_.suffix for format_ in FORMATS.values())
    parser = argparse.ArgumentParser(prog="python -m components.slide", description="Write a view as a slide.")
    parser.add_argument("view", nargs="?", default="", help="the query string of a page")
    parser.add_argument("-o", "--output", type=Path, required=True, help=f"file ending in {suffixes}")
    parser.add_argument("--url", help=f"address of the page, for the link on the slide (default: {ADDRESS.variable})")
    options = parser.parse_args(arguments)
    file_format = format_of(options.output.name)
    if file_format is None:
        return terminal.fail(f"{options.output.name}: the name must end in one of {suffixes}.")
    try:
        check(options.output)
        view = View.parse(options.view)
        catalog = load_catalog()
        dataset = dataset_for(view, served_dataset(catalog), None)
        view = dataset.engine.check(view)
        address = options.url or ADDRESS.value
        slide = replace(load_slide(Record.of(catalog, dataset.engine), dataset, view), address=address)
        written = drawing.draw(file_format.key, slide)
    except (OutputError, ViewError, CatalogError, ServedTableError, SettingError, SlideError, *LOAD_ERRORS) as error:
        return terminal.fail(for_operator(error))
    form, rows = file_format.suffix[1:], slide.counts.shown
    try:
        with replacing(options.output) as new:
            new.write_bytes(written)
            audit.append("export", audit.COMMAND_LINE, format=form, rows=rows, bytes=len(written), view=view.query())
    except OSError as error:
        return terminal.fail(error)
    return 0


if __name__ == "__main__":
    masking.install()
    terminal.open_streams()
    sys.exit(main())
