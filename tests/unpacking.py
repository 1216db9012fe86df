"""The chart of time as the page sends it, read again."""

import json
import zlib
from base64 import b64decode
from itertools import accumulate
from typing import Any


def unpacked(chart: str) -> dict[str, Any]:
    """Return the chart that `components.chart.payload.packed` has packed."""
    read: dict[str, Any] = json.loads(zlib.decompress(b64decode(chart)))
    steps, lengths, *others = read["dots"]
    starts = list(accumulate(steps))
    ends = [start + length for start, length in zip(starts, lengths)]
    return {**read, "dots": [list(dot) for dot in zip(starts, ends, *others)]}
