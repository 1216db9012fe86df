"""Sound files of every kind that an import reads, and the damage that is done to them, each by a seed."""

import gzip
import io
import json
import random
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd

from tests.unit.imports import files
from tests.unit.imports.files import ACLED, acled, points
from tests.unit.test_import_kml import kml, placemark
from tests.unit.test_import_layers import save
from tests.unit.test_import_workbooks import TEXT, row, spreadsheet

ROWS = [acled(event_id_cnty=f"IRQ{n}", notes="A drone hit. " * (n % 5)) for n in range(30)]
XLS = Path(__file__).parent / "events.xls"


def _delimited(path: Path) -> None:
    files.delimited(path, ROWS, ACLED)


def _excel(path: Path) -> None:
    files.workbook(path, {"Events": [list(ACLED), *(list(one.values()) for one in ROWS)], "Notes": [["x"]]})


def _ods(path: Path) -> None:
    cells = (row(*(TEXT.format(cell) for cell in (*list(one.values())[:3], "Iraq"))) for one in ROWS)
    head = row(*(TEXT.format(cell) for cell in ("id", "date", "year", "country")))
    spreadsheet(path, {"Events": head + "".join(cells), "Notes": row(TEXT.format("x"))})


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        pd.DataFrame(ROWS).to_sql("events", database, index=False)


def _json(path: Path) -> None:
    path.write_text(json.dumps({"data": ROWS, "count": len(ROWS)}), encoding="utf-8")


def _lines(path: Path) -> None:
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")


def _geojson(path: Path) -> None:
    files.features(path, [(dict(one), {"type": "Point", "coordinates": [44.0, 33.0]}) for one in ROWS])


def _kml(path: Path) -> None:
    path.write_text(kml(*(placemark(f"Camp {n}") for n in range(30))), encoding="utf-8")


def _packed(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if path.suffix == ".kmz":
            archive.writestr("doc.kml", kml(*(placemark(f"Camp {n}") for n in range(30))))
        else:
            inner = path.with_name("inner.csv")
            _delimited(inner)
            archive.write(inner, "folder/events.csv")
            archive.writestr("readme.txt", "Read me.")


def _gzip(path: Path) -> None:
    inner = path.with_name("inner.csv")
    _delimited(inner)
    path.write_bytes(gzip.compress(inner.read_bytes(), mtime=0))


MAKERS: dict[str, Callable[[Path], object]] = {
    "events.csv": _delimited,
    "events.xlsx": _excel,
    "events.xls": lambda path: path.write_bytes(XLS.read_bytes()),
    "events.ods": _ods,
    "events.sqlite": _sqlite,
    "events.dta": lambda path: pd.DataFrame(ROWS)[["event_date", "country", "notes"]].to_stata(path, version=118),
    "old.dta": lambda path: pd.DataFrame(ROWS)[["event_date", "country"]].to_stata(path, version=114),
    "events.json": _json,
    "events.jsonl": _lines,
    "events.geojson": _geojson,
    "events.kml": _kml,
    "events.kmz": _packed,
    "events.gpkg": lambda path: save(path, points(ROWS)),
    "events.fgb": lambda path: save(path, points(ROWS)),
    "shapes.zip": lambda path: save(path, points(ROWS)[["event_date", "country", "geometry"]]),
    "events.parquet": lambda path: pd.DataFrame(ROWS).to_parquet(path),
    "zstd.parquet": lambda path: pd.DataFrame(ROWS).to_parquet(path, compression="zstd", use_dictionary=False),
    "events.geoparquet": lambda path: save(path, points(ROWS)),
    "events.zip": _packed,
    "events.csv.gz": _gzip,
}
"""Writes a sound file of each kind, by its name."""


def sound_files(folder: Path) -> dict[str, bytes]:
    """Return the content of a sound file of each kind."""
    found = {}
    for name, make in MAKERS.items():
        (folder / name).mkdir()
        make(folder / name / name)
        found[name] = (folder / name / name).read_bytes()
    return found


def damaged(whole: bytes, seed: int) -> bytes:
    """Return the content with damage that the seed chooses; the same damage for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same damage at every run
    if whole.startswith(b"PK") and chance.random() < 0.5:
        return _with_damaged_member(whole, chance)
    if whole.startswith(b"\x1f\x8b") and chance.random() < 0.5:
        return gzip.compress(_damaged(gzip.decompress(whole), chance), mtime=0)
    return _damaged(whole, chance)


def _with_damaged_member(whole: bytes, chance: random.Random) -> bytes:
    """Return an archive with the content of one member damaged, so that all checksums are right."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _damaged(content, chance) if name == chosen else content)
    return written.getvalue()


def _damaged(whole: bytes, chance: random.Random) -> bytes:
    content = bytearray(whole)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        chance.choice(DAMAGES)(content, chance)
    return bytes(content)


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content) + 1) :]


def _flip(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 30])):
        if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _flip_in_header(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 10])):
        if content:
            content[chance.randrange(min(len(content), 300))] = chance.randrange(256)


def _flip_at_end(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 10])):
        if content:
            content[-1 - chance.randrange(min(len(content), 600))] = chance.randrange(256)


def _swap(content: bytearray, chance: random.Random) -> None:
    size = chance.choice([4, 64, 512])
    if len(content) > 2 * size:
        one, other = (chance.randrange(len(content) - size) for _ in range(2))
        content[one : one + size], content[other : other + size] = (
            content[other : other + size],
            content[one : one + size],
        )


def _lie(content: bytearray, chance: random.Random) -> None:
    """Write a number where a length or an offset may be."""
    number = chance.choice([0, 1, 255, 65_535, 2**24, 2**31 - 1, 2**31, 2**32 - 1])
    place = chance.choice([chance.randrange(len(content) + 1), chance.randrange(min(len(content), 200) + 1)])
    content[place : place + 4] = struct.pack(chance.choice(["<I", ">I"]), number)


def _repeat(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) + 1)
    content[start:start] = content[start : start + chance.choice([1, 16, 300])] * chance.choice([1, 50])


def _remove(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) + 1)
    del content[start : start + chance.choice([1, 16, 300])]


def _other_magic(content: bytearray, chance: random.Random) -> None:
    magic = [b"PK\3\4", b"PAR1", b"fgb\3", b"SQLite format 3\0", b"\x1f\x8b", b"<?xml", b"{", b"\xff\xfe", b"\0" * 8]
    content[:8] = chance.choice(magic)


def _tear_text(content: bytearray, chance: random.Random) -> None:
    """Insert what means something in a text."""
    signs = [
        b'"',
        b"\n",
        b"\r",
        b"\0",
        b",",
        b"<",
        b"</",
        b"]]>",
        b"{",
        b"[[",
        b"\\",
        b"\xff",
        b"&#0;",
        b"1e999",
        b"\xed\xa0\x80",
    ]
    for _ in range(chance.choice([1, 10])):
        place = chance.randrange(len(content) + 1)
        content[place:place] = chance.choice(signs)


def _pack(content: bytearray, chance: random.Random) -> None:
    """Compress a part where it stands, as an unpacked part would be."""
    start = chance.randrange(len(content) + 1)
    content[start : start + 200] = zlib.compress(bytes(content[start : start + 200]))


DAMAGES = (
    *(_cut, _flip, _flip, _flip_in_header, _flip_at_end, _swap, _lie, _lie, _repeat, _remove, _other_magic),
    *(_tear_text, _pack),
)
