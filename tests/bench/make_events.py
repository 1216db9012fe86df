"""Seeded tables of made-up events, shaped as an import of ACLED makes them: `python -m tests.bench.make_events N OUT`.

The same N gives the same rows on every machine. Events stand by date, as an import sorted by day would; their tolls
beside them, in the same order.
"""

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.catalog import EVENT_COLUMNS
from data.terms import EVENT_TYPES, SIDES

SEED: Final = 20231017
FIRST_DAY: Final = np.datetime64("2015-01-01")
DAYS: Final = 4_000
SITES: Final = 4_000
ACTORS: Final = 800
CHUNK: Final = 1_000_000
_COUNTRIES: Final = ("Iraq", "Syria", "Jordan", "Qatar", "Iran", "Lebanon", "Saudi Arabia", "Yemen")
_SIDE_SHARES: Final = (0.45, 0.2, 0.05, 0.3)
_PRECISIONS: Final = ("town", "district", "admin1")
_PRECISION_SHARES: Final = (0.8, 0.15, 0.05)


def write(events: int, out: Path) -> None:
    """Write `events` events to `out` and their tolls beside it, `CHUNK` at a time, so that memory stays flat."""
    rng = np.random.default_rng(SEED)
    sites = _sites(rng, min(SITES, max(10, events // 20)))
    writers: dict[Path, pq.ParquetWriter] = {}
    tolls_out = out.with_suffix(".tolls.parquet")
    for first in range(0, events, CHUNK):
        rows = min(CHUNK, events - first)
        made = _events(rng, sites, first, rows, events)
        for path, table in ((out, made), (tolls_out, _tolls(made))):
            if path not in writers:
                writers[path] = pq.ParquetWriter(path, table.schema, compression="zstd")
            writers[path].write_table(table, row_group_size=122_880)
    for writer in writers.values():
        writer.close()


def _sites(rng: np.random.Generator, count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "location": [f"Place {n}" for n in range(count)],
            "country": rng.choice(_COUNTRIES, count),
            "admin1": [f"Province {n % 60}" for n in range(count)],
            "longitude": rng.uniform(34.5, 56, count),
            "latitude": rng.uniform(24, 38, count),
        }
    )


def _events(rng: np.random.Generator, sites: pd.DataFrame, first: int, rows: int, of: int) -> pa.Table:
    where = sites.iloc[rng.integers(0, len(sites), rows)].reset_index(drop=True)
    # Rows come by date: each chunk draws its days from its own part of the span.
    low, high = DAYS * first / of, DAYS * (first + rows) / of
    day = FIRST_DAY + np.sort(rng.uniform(low, high, rows)).astype("int64").astype("timedelta64[D]")
    killed = pd.array(rng.poisson(0.5, rows), dtype="Int64")
    number = np.arange(first, first + rows)
    columns: dict[str, object] = {
        "event_id": np.char.add("made-", number.astype(str)),
        "date_start": day,
        "date_end": day,
        "time_precision": np.full(rows, "day"),
        "country": where["country"],
        "admin1": where["admin1"],
        "location": where["location"],
        "latitude": (where["latitude"] + rng.normal(0, 0.2, rows)).round(4),
        "longitude": (where["longitude"] + rng.normal(0, 0.2, rows)).round(4),
        "geo_precision": rng.choice(_PRECISIONS, rows, p=_PRECISION_SHARES),
        "side": rng.choice(list(SIDES), rows, p=_SIDE_SHARES),
        "event_type": rng.choice(list(EVENT_TYPES), rows),
        "actor": np.char.add("Actor ", (rng.zipf(1.6, rows).clip(1, ACTORS)).astype(str)),
        "actor_basis": np.full(rows, "attributed"),
        "outcome": np.full(rows, "unknown"),
        "killed_low": killed,
        "killed_best": killed,
        "summary": "An event made up for measuring, at " + where["location"],
        "source": np.full(rows, "Made up"),
    }
    frame = pd.DataFrame(columns).reindex(columns=list(EVENT_COLUMNS))
    return pa.Table.from_pandas(frame, _schema(), preserve_index=False)


def _tolls(events: pa.Table) -> pa.Table:
    rows = events.num_rows
    first = pa.array(np.zeros(rows, "int8"))
    texts = {"party": "unassigned", "harm": "killed"}
    return pa.table(
        {
            "event_id": events["event_id"],
            **{name: pa.array([text]).take(first) for name, text in texts.items()},
            "low": events["killed_low"],
            "best": events["killed_best"],
            "high": events["killed_high"],
        }
    )


def _schema() -> pa.Schema:
    kinds = {"date_start": pa.date32(), "date_end": pa.date32(), "latitude": pa.float64(), "longitude": pa.float64()}
    bounds = {name: pa.int64() for name in EVENT_COLUMNS if name.startswith(("killed_", "wounded_"))}
    return pa.schema([(name, {**kinds, **bounds}.get(name, pa.string())) for name in EVENT_COLUMNS])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    write(given.events, given.out)
