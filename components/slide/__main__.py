"""The command line: `python -m components.slide "dates=2023-10-17..2024-02-07&side=attack" -o slide.pptx`."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

logging.disable(logging.WARNING)  # outside of a page Streamlit warns, at import, of what is no fault on a command line

from components.slide.formats import FORMATS
from components.slide.slide_data import gather
from data.datasets import ServedTableError, dataset_for, served_dataset
from data.record.catalog import load_catalog
from data.view import View, ViewError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one file of a view; the exit status is 2 where the request cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m components.slide", description="Write a view as a slide.")
    parser.add_argument("view", nargs="?", default="", help="the browser's own query string")
    parser.add_argument("-o", "--output", type=Path, required=True, help=f"file ending in {', '.join(FORMATS)}")
    given = parser.parse_args(arguments)
    ending = next(
        (end for end in sorted(FORMATS, key=len, reverse=True) if given.output.name.endswith(f".{end}")), None
    )
    if ending is None:
        print(f"{given.output.name}: the name must end in one of {', '.join(FORMATS)}.", file=sys.stderr)
        return 2
    try:
        view = View.parse(given.view)
        catalog = load_catalog()
        dataset = dataset_for(view, served_dataset(catalog), None)
        dataset.engine.check(view)
    except (ViewError, ServedTableError) as error:
        print(error, file=sys.stderr)
        return 2
    given.output.write_bytes(FORMATS[ending][2](gather(catalog, dataset, view)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
