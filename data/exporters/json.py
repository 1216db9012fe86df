"""A view as JSON."""

from typing import BinaryIO

from data.exporters import cells
from data.exporters.bundle import ExportBundle


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write an object with the file's metadata in `basewatch` and the events, each with its tolls, in `events`."""
    file.write(f'{{"basewatch": {cells.to_json(bundle.nested_metadata)},\n'.encode())
    cells.write_json_list(file, "events", bundle.events_with_tolls())
    file.write(b"}\n")
