"""A view as JSON."""

from typing import BinaryIO

from data.exporters import cells
from data.exporters.bundle import ExportBundle


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write an object: the file's metadata in `basewatch`, `events`, each with its tolls, and the `context`, if any.

    The matches with an imported file, if any, are `matched_events` in the metadata.
    """
    file.write(f'{{"basewatch": {cells.to_json(bundle.nested_metadata)},\n'.encode())
    cells.write_json_list(file, "events", bundle.events_with_tolls())
    if "context" in bundle.tables:
        file.write(b",\n")
        cells.write_json_list(file, "context", cells.records(bundle.tables["context"]))
    file.write(b"}\n")
