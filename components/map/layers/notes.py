"""A briefer's notes: numbered squares."""

from components.map.columns import columns
from components.map.layers.layer import Layer, Shown


def payload(shown: Shown) -> dict[str, object]:
    """Return the notes as columns `latitude`, `longitude`, `text`."""
    notes = shown.view.note
    return columns([{"latitude": note.latitude, "longitude": note.longitude, "text": note.text} for note in notes])


LAYER = Layer("notes", payload=payload)
