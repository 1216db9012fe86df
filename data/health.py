"""What keeps this server from answering: a sentence for each part that fails."""

import os
import tempfile

from platformdirs import user_cache_path

from data.record.catalog import UnreadableError, load_catalog


def problems() -> dict[str, str]:
    """Return a sentence for each of `record`, `table` and `cache` that cannot be used; empty where all can."""
    found = {}
    try:
        load_catalog()
    except (UnreadableError, OSError) as error:
        found["record"] = f"The record cannot be read: {error}"
    try:
        folder = user_cache_path("basewatch")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            os.write(file.fileno(), b"0")
    except OSError as error:
        found["cache"] = f"The cache folder cannot be written: {error}"
    return found
