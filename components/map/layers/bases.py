"""The bases; a base is marked while it has no symbol."""

from components.map.columns import columns
from components.map.layers.layer import Fixed, Layer


def settings(fixed: Fixed) -> dict[str, object]:
    """Return the bases as columns `name`, `latitude`, `longitude`."""
    rows = fixed.bases.itertuples()
    return columns([{"name": row.name, "latitude": row.latitude, "longitude": row.longitude} for row in rows])


LAYER = Layer("bases", settings=settings, legend=("base",))
