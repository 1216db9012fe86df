"""The bases; a base is marked while it has no symbol."""

from components.map.columns import columns
from components.map.layers.layer import Fixed, Layer
from data.cards import site_key
from data.rows import iter_rows


def settings(fixed: Fixed) -> dict[str, object]:
    """Return the bases as columns `card`, which opens a base's card, `name`, `latitude` and `longitude`."""
    return columns(
        [
            {"card": site_key(row.site_id), "name": row.name, "latitude": row.latitude, "longitude": row.longitude}
            for row in iter_rows(fixed.bases)
        ]
    )


LAYER = Layer("bases", settings=settings, legend=("base",))
