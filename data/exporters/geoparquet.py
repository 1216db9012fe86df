"""A view as GeoParquet 1.1."""

import json
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyproj import CRS

from data.exporters import cells
from data.exporters.bundle import ExportBundle
from data.exporters.points import GEOMETRY, with_points

_TOLL: Final = pa.struct(
    [(name, pa.string()) for name in ("party", "harm")] + [(n, pa.int64()) for n in ("low", "best", "high")]
)


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write the events with points in OGC:CRS84 and their tolls by party, and the metadata `basewatch`."""
    events = bundle.tables["events"]
    tolls = cells.tolls_by_event(bundle.tables["tolls"])
    by_event = [tolls.get(event_id) for event_id in events["event_id"].to_pylist()]
    table = with_points(events.append_column("tolls", pa.array(by_event, pa.list_(_TOLL))))
    metadata = {"geo": _geo(events), "basewatch": bundle.nested_metadata}
    pq.write_table(
        table.replace_schema_metadata(
            {name: json.dumps(value, ensure_ascii=False) for name, value in metadata.items()}
        ),
        file,
        compression="zstd",
    )


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
