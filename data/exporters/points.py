"""The events' points as a column, for the formats that are written from Arrow tables."""

from typing import Final

import numpy as np
import pyarrow as pa
import shapely

GEOMETRY: Final = "geometry"


def with_points(events: pa.Table) -> pa.Table:
    """Return the events with a last column of points as WKB, in WGS 84 degrees of longitude and latitude, or null."""
    longitude, latitude = (events[name].to_numpy() for name in ("longitude", "latitude"))
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    points = np.full(len(events), None, dtype=object)
    points[known] = shapely.to_wkb(shapely.points(longitude[known], latitude[known]))
    return events.append_column(GEOMETRY, pa.array(points, pa.binary()))
