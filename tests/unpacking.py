"""The chart of time as the page sends it, read again."""

import json
import zlib
from base64 import b64decode
from typing import Any


def unpacked(chart: str) -> dict[str, Any]:
    """Return the chart that `components.chart.payload.packed` has packed."""
    read: dict[str, Any] = json.loads(zlib.decompress(b64decode(chart)))
    return read
