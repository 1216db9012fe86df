"""A view as GeoParquet 1.1."""

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyproj import CRS

from data.exporters import cells
from data.exporters.bundle import ExportBundle
from data.exporters.points import GEOMETRY, with_points

_TOLL = pa.struct(
    [(name, pa.string()) for name in ("party", "harm")] + [(n, pa.int64()) for n in ("low", "best", "high")]
)


def make(parcel: ExportBundle) -> bytes:
    """The events with points in OGC:CRS84 and their tolls by party, and the facts in the metadata `basewatch`."""
    events = parcel.tables["events"]
    tolls = cells.tolls_of(parcel.tables["tolls"])
    told = [tolls.get(event_id) for event_id in events["event_id"].to_pylist()]
    table = with_points(events.append_column("tolls", pa.array(told, pa.list_(_TOLL))))
    metadata = {"geo": _geo(events), "basewatch": parcel.metadata}
    file = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata({name: json.dumps(told, ensure_ascii=False) for name, told in metadata.items()}),
        file,
        compression="zstd",
    )
    return file.getvalue()


def _geo(events: pa.Table) -> dict[str, Any]:
    points = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": CRS("OGC:CRS84").to_json_dict(),
        "bbox": [side(events[name]).as_py() for side in (pc.min, pc.max) for name in ("longitude", "latitude")],
    }
    if None in points["bbox"]:
        points.pop("bbox")
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: points}}
