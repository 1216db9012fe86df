"""Seeded tables of made-up events, shaped as an import of ACLED makes them: `python -m tests.bench.make_events N OUT`.

The same N gives the same rows on every machine. Events are sorted by date, each with its toll by party.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.record.catalog import EVENT_COLUMNS
from data.terms import EVENT_TYPES, HARMS, PARTIES, SIDES

Codes = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

SEED: Final = 20231017
FIRST_DAY: Final = np.datetime64("2015-01-01")
DAYS: Final = 4_000
PLACES: Final = 4_000
EVENTS_A_PLACE: Final = 20
ACTORS: Final = 800
COUNTRIES: Final = ("Iraq", "Syria", "Jordan", "Qatar", "Iran", "Lebanon", "Saudi Arabia", "Yemen")
PROVINCES: Final = 60
TO_THE_MONTH: Final = 0.03
"""Share of events that are known to the month only."""
AWAY: Final = 0.1
"""Share of events whose actor may be at home in any country."""
ROW_GROUP: Final = 122_880
CHUNK: Final = 8 * ROW_GROUP
_SIDE_SHARES: Final = (0.45, 0.2, 0.05, 0.3)
_PRECISIONS: Final = ("town", "district", "admin1")
_PRECISION_SHARES: Final = (0.8, 0.15, 0.05)
_BOUNDS: Final = ("low", "best", "high")
_TOLLS: Final = tuple(f"{party}_{harm}_{bound}" for party in PARTIES for harm in HARMS for bound in _BOUNDS)
_KINDS: Final = {
    **dict.fromkeys(("date_start", "date_end"), pa.date32()),
    **dict.fromkeys(("latitude", "longitude"), pa.float64()),
    **dict.fromkeys((f"{harm}_{bound}" for harm in HARMS for bound in _BOUNDS), pa.int64()),
    **dict.fromkeys(_TOLLS, pa.int64()),
}


def write(events: int, out: Path) -> None:
    """Write `events` events to `out`, `CHUNK` at a time, so that memory stays flat."""
    unfinished = out.with_name(f"{out.name}.part")
    with pq.ParquetWriter(unfinished, _schema(), compression="zstd", store_schema=False) as writer:
        for drawn in draw(events):
            writer.write_table(_table(drawn), row_group_size=ROW_GROUP)
    unfinished.replace(out)


@dataclass(frozen=True)
class World:
    """The values that events draw from: places, each in one country; actors, each based in one."""

    country: Codes
    longitude: Numbers
    latitude: Numbers

    @classmethod
    def of(cls, rng: np.random.Generator, events: int) -> Self:
        count = min(PLACES, max(10, events // EVENTS_A_PLACE))
        return cls(
            # A country has as many places as its actors are busy.
            country=_drawn(rng, np.diff(_reach()), count),
            longitude=rng.uniform(34.5, 56, count),
            latitude=rng.uniform(24, 38, count),
        )

    def actors(self, rng: np.random.Generator, places: Codes) -> Codes:
        """Return an actor for each place: mostly one at home in its country, the busier the likelier."""
        reach = _reach()
        country, away = self.country[places], rng.random(len(places)) < AWAY
        low, high = np.where(away, 0, reach[country]), np.where(away, reach[-1], reach[country + 1])
        found = np.searchsorted(np.cumsum(_busyness()), low + (high - low) * rng.random(len(places)), side="right")
        return _ranks()[np.minimum(found, ACTORS - 1)]


@dataclass(frozen=True)
class Drawn:
    """A chunk of events, its texts as codes."""

    number: Codes
    start: Days
    end: Days
    to_the_month: npt.NDArray[np.bool_]
    place: Codes
    country: Codes
    actor: Codes
    longitude: Numbers
    latitude: Numbers
    precision: Codes
    side: Codes
    event_type: Codes
    killed: Codes


def draw(events: int) -> Iterator[Drawn]:
    """Return the events by date, `CHUNK` at a time."""
    rng = np.random.default_rng(SEED)
    world, calendar = World.of(rng, events), Calendar.made()
    for first in range(0, events, CHUNK):
        number = np.arange(first, min(first + CHUNK, events))
        rows = len(number)
        place = rng.integers(0, len(world.country), rows)
        start, end, to_the_month = calendar.days((number + rng.random(rows)) / events)
        yield Drawn(
            number=number,
            start=start,
            end=end,
            to_the_month=to_the_month,
            place=place,
            country=world.country[place],
            actor=world.actors(rng, place),
            longitude=(world.longitude[place] + rng.normal(0, 0.2, rows)).round(4),
            latitude=(world.latitude[place] + rng.normal(0, 0.2, rows)).round(4),
            precision=_drawn(rng, _PRECISION_SHARES, rows),
            side=_drawn(rng, _SIDE_SHARES, rows),
            event_type=rng.integers(0, len(EVENT_TYPES), rows),
            killed=rng.poisson(0.5, rows),
        )


@dataclass(frozen=True)
class Calendar:
    """The spans that an event may have, by their first day: each day, and each month as a whole."""

    start: Days
    end: Days
    share: Numbers

    @classmethod
    def made(cls) -> Self:
        day = FIRST_DAY + np.arange(DAYS)
        month, days = np.unique(day.astype("datetime64[M]"), return_counts=True)
        start = np.concatenate([day, month.astype("datetime64[D]")])
        end = np.concatenate([day, (month + 1).astype("datetime64[D]") - 1])
        share = np.concatenate([np.full(DAYS, 1 - TO_THE_MONTH), TO_THE_MONTH * days]) / DAYS
        order = np.lexsort((end, start))
        return cls(start[order], end[order], share[order])

    def days(self, at: Numbers) -> tuple[Days, Days, npt.NDArray[np.bool_]]:
        """Return the first and last day of the events `at` this part (0 to 1) of all, and which are months."""
        span = np.minimum(np.searchsorted(np.cumsum(self.share), at, side="right"), len(self.share) - 1)
        start, end = self.start[span], self.end[span]
        return start, end, start != end


def _busyness() -> Numbers:
    """Return how often each actor acts, one over its rank, sorted by the actors' countries."""
    return 1 / (_ranks() + 1)


def _ranks() -> Codes:
    return np.argsort(np.arange(ACTORS) % len(COUNTRIES), kind="stable")


def _reach() -> Numbers:
    """Return the start of each country's actors in the cumulated frequencies, and the end of the last."""
    edges = np.arange(len(COUNTRIES) + 1) * ACTORS // len(COUNTRIES)
    reach: Numbers = np.concatenate([[0.0], np.cumsum(_busyness())])[edges]
    return reach


def _drawn(rng: np.random.Generator, shares: npt.ArrayLike, rows: int) -> Codes:
    """Return codes drawn with these shares."""
    edges = np.cumsum(shares)
    found = np.searchsorted(edges, rng.random(rows) * edges[-1], side="right")
    return np.minimum(found, len(edges) - 1)


def words(codes: Codes, texts: list[str]) -> pa.DictionaryArray:
    """Return the texts behind the codes."""
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(texts))


def _table(drawn: Drawn) -> pa.Table:
    rows = len(drawn.number)
    killed = pa.array(drawn.killed)

    def same(text: str) -> pa.Array:
        return words(np.zeros(rows, np.int64), [text])

    columns: dict[str, object] = {
        "event_id": pc.binary_join_element_wise("made", pa.array(drawn.number).cast(pa.string()), "-"),
        "date_start": pa.array(drawn.start),
        "date_end": pa.array(drawn.end),
        "time_precision": words(drawn.to_the_month.astype(np.int64), ["day", "month"]),
        "country": words(drawn.country, list(COUNTRIES)),
        "admin1": words(drawn.place % PROVINCES, [f"Province {n}" for n in range(PROVINCES)]),
        "location": words(drawn.place, [f"Place {n}" for n in range(PLACES)]),
        "latitude": drawn.latitude,
        "longitude": drawn.longitude,
        "geo_precision": words(drawn.precision, list(_PRECISIONS)),
        "side": words(drawn.side, list(SIDES)),
        "event_type": words(drawn.event_type, list(EVENT_TYPES)),
        "actor": words(drawn.actor, [f"Actor {n + 1}" for n in range(ACTORS)]),
        "actor_basis": same("attributed"),
        "outcome": same("unknown"),
        **dict.fromkeys(("killed_low", "killed_best", "unassigned_killed_low", "unassigned_killed_best"), killed),
        "summary": words(drawn.place, [f"An event made up for measuring, at Place {n}" for n in range(PLACES)]),
        "source": same("Made up"),
    }
    schema = _schema()
    unknown = {kind: pa.nulls(rows, kind) for kind in set(schema.types)}
    return pa.table({field.name: columns.get(field.name, unknown[field.type]) for field in schema}, schema)


def _schema() -> pa.Schema:
    texts = pa.dictionary(pa.int32(), pa.string())
    plain = {**_KINDS, "event_id": pa.string()}
    return pa.schema([(name, plain.get(name, texts)) for name in (*EVENT_COLUMNS, *_TOLLS)])


def command(description: str | None, make: Callable[[int, Path], None]) -> None:
    """Make as many events as the command line says, where it says."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("events", type=int)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    make(given.events, given.out)


if __name__ == "__main__":
    command(__doc__, write)
