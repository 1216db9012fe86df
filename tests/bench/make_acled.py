"""A seeded export as ACLED writes it, of made-up events: `python -m tests.bench.make_acled N OUT.csv`.

Its events are those of `make_events`, in the words and columns of an export.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from data.importers.formats.acled import COLUMNS
from data.terms import EVENT_TYPES, SIDES
from tests.bench.make_events import ACTORS, COUNTRIES, PLACES, PROVINCES, Drawn, command, draw, words

_REMOTE: Final = "Explosions/Remote violence"
_AIR: Final = (_REMOTE, "Air/drone strike")
_SHELLING: Final = (_REMOTE, "Shelling/artillery/missile attack")
_DEEDS: Final = {
    "drone strike": (*_AIR, "struck with a drone"),
    "rocket attack": (*_SHELLING, "fired rockets"),
    "missile attack": (*_SHELLING, "fired a missile"),
    "ied": (_REMOTE, "Remote explosive/landmine/IED", "set off a roadside bomb"),
    "airstrike": (*_AIR, "carried out an airstrike"),
    "artillery": (*_SHELLING, "shelled with mortars"),
    "shoot-down": ("Battles", "Armed clash", "shot down an aircraft"),
    "false alarm": ("Strategic developments", "Other", "raised an alarm"),
    "unspecified": ("Violence against civilians", "Attack", "attacked"),
}
"""For each type of event: ACLED's type and sub-type, and the words of a note."""
_FORCES: Final = {
    "us": "Military Forces of the United States (2021-)",
    "coalition": "Global Coalition Against Daesh",
    "other": "Civilians",
}
_ISO: Final = (368, 760, 400, 634, 364, 422, 682, 887)
_TIME: Final = ("1", "3")
"""ACLED's codes for a day and a month."""
_UPLOADED: Final = 1_700_000_000


def write(events: int, out: Path) -> None:
    """Write an export of `events` events to `out`, a chunk at a time."""
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    with pacsv.CSVWriter(out, schema) as writer:
        for drawn in draw(events):
            writer.write_table(_export(drawn))


def _export(drawn: Drawn) -> pa.Table:
    rows = len(drawn.number)
    number = _text(drawn.number)
    who, whom = _parties(drawn)
    deeds = [_DEEDS[name] for name in EVENT_TYPES]
    day = pa.array(drawn.start).cast(pa.string())
    place, admin1 = (_numbered(name, codes, of) for name, codes, of in _places(drawn))
    action = _plain(drawn.event_type, [deed[2] for deed in deeds])
    note = ["On ", day, ", ", who, " ", action, " at ", place, " (", admin1, "), against ", whom]
    end = ". The event was made up for measuring; no source reported it, and nothing of it happened."
    columns = {
        "event_id_cnty": _joined(_plain(drawn.country, [name[:3].upper() for name in COUNTRIES]), number),
        "event_date": day,
        "year": _text(drawn.start.astype("datetime64[Y]").astype(np.int64) + 1970),
        "time_precision": _plain(drawn.to_the_month.astype(np.int64), list(_TIME)),
        "disorder_type": _same("Political violence", rows),
        "event_type": _plain(drawn.event_type, [deed[0] for deed in deeds]),
        "sub_event_type": _plain(drawn.event_type, [deed[1] for deed in deeds]),
        "actor1": who,
        "actor2": whom,
        "iso": _plain(drawn.country, [str(code) for code in _ISO]),
        "region": _same("Middle East", rows),
        "country": _plain(drawn.country, list(COUNTRIES)),
        "admin1": admin1,
        "location": place,
        "latitude": _text(drawn.latitude),
        "longitude": _text(drawn.longitude),
        "geo_precision": _text(drawn.precision + 1),
        "source": _same("Made up", rows),
        "source_scale": _same("Other", rows),
        "notes": _joined(*note, end),
        "fatalities": _text(drawn.killed),
        "timestamp": _text(drawn.number + _UPLOADED),
    }
    empty = _same("", rows)
    return pa.table({name: columns.get(name, empty) for name in COLUMNS})


def _parties(drawn: Drawn) -> tuple[pa.Array, pa.Array]:
    """Return the attackers and their targets, so that an import finds the drawn side."""
    side, texts = drawn.side, list(_FORCES.values())
    us, coalition, other = (ACTORS + n for n in range(len(texts)))
    actors = [*(f"Actor {n + 1}" for n in range(ACTORS)), *texts]
    codes = {name: n for n, name in enumerate(SIDES)}
    who = np.select([side == codes["us_strike"], side == codes["coalition_strike"]], [us, coalition], drawn.actor)
    whom = np.select([side == codes["attack"], side == codes["other"]], [us, other], drawn.actor)
    return _plain(who, actors), _plain(whom, actors)


def _places(drawn: Drawn) -> tuple[tuple[str, np.ndarray, int], ...]:
    return ("Place", drawn.place, PLACES), ("Province", drawn.place % PROVINCES, PROVINCES)


def _numbered(name: str, codes: np.ndarray, of: int) -> pa.Array:
    return _plain(codes, [f"{name} {n}" for n in range(of)])


def _plain(codes: np.ndarray, texts: list[str]) -> pa.Array:
    return words(codes, texts).cast(pa.string())


def _same(text: str, rows: int) -> pa.Array:
    return pa.repeat(text, rows)


def _text(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


if __name__ == "__main__":
    command(__doc__, write)
