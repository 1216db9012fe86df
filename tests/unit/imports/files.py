"""Makes files to each format's letter, for the tests of imports."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd

from data.importers import Candidate

ACLED = [
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
    *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
]
UCDP = [
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude"),
    *("geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
    *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best"),
    *("high", "low", "gwnoa", "gwnob"),
]
UCDP_19_1 = [
    *("id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id"),
    *("dyad_name", "side_a_new_id", "gwnoa", "side_a", "side_b_new_id", "gwnob", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline"),
    *("source_original", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude"),
    *("geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
    *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low"),
    *("best", "high"),
]

Row = dict[str, str]


def acled(**cells: str) -> Row:
    """Return one event of an ACLED export: a drone over al-Asad, with `cells` changed."""
    row = {
        **dict.fromkeys(ACLED, ""),
        "event_id_cnty": "IRQ1001",
        "event_date": "2023-10-18",
        "year": "2023",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Islamic Resistance in Iraq",
        "inter1": "Political militia",
        "actor2": "Military Forces of the United States (2021-2025)",
        "inter2": "External/Other forces",
        "interaction": "x",
        "iso": "368",
        "region": "Middle East",
        "country": "Iraq",
        "admin1": "Al Anbar",
        "location": "Ayn al Asad Air Base",
        "latitude": "33.7856",
        "longitude": "42.4412",
        "geo_precision": "1",
        "source": "Al Jazeera; AFP",
        "source_scale": "International",
        "notes": "A drone hit the base.",
        "fatalities": "0",
        "timestamp": "1700000000",
    }
    return {**row, **cells}


def ucdp(**cells: str) -> Row:
    """Return one event of a UCDP GED file, with `cells` changed."""
    row = {
        **dict.fromkeys(UCDP, ""),
        "id": "412345",
        "relid": "IRQ-2024-1-1",
        "year": "2024",
        "active_year": "1",
        "type_of_violence": "1",
        "dyad_name": "Government of Iraq - IS",
        "side_a": "Government of Iraq",
        "side_b": "IS",
        "number_of_sources": "1",
        "source_article": "AFP, 2024-01-30",
        "source_office": "AFP",
        "source_headline": "Strike near Hit",
        "where_prec": "1",
        "where_coordinates": "Hit town",
        "where_description": "near Hit",
        "adm_1": "Al-Anbar province",
        "latitude": "33.64",
        "longitude": "42.83",
        "country": "Iraq",
        "country_id": "645",
        "region": "Middle East",
        "event_clarity": "1",
        "date_prec": "1",
        "date_start": "2024-01-30 00:00:00.000",
        "date_end": "2024-01-30 00:00:00.000",
        "deaths_a": "0",
        "deaths_b": "3",
        "deaths_civilians": "0",
        "deaths_unknown": "0",
        "best": "3",
        "high": "4",
        "low": "2",
    }
    return {**row, **cells}


def delimited(
    path: Path, rows: Iterable[Row], columns: Sequence[str], *, header: bool = True, encoding: str = "utf-8"
) -> Path:
    """Write a comma-separated file with the `columns` in their order."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        if header:
            writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return path


def text(path: Path, content: str | bytes) -> Path:
    """Write the content unchanged."""
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def features(path: Path, rows: Iterable[tuple[dict[str, object], object]], **members: object) -> Path:
    """Write a FeatureCollection of properties and geometries."""
    found = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found, **members}), encoding="utf-8")
    return path


def points(rows: list[Row], crs: int | None = 4326) -> gpd.GeoDataFrame:
    """Return the rows with their points in a coordinate reference system, and without the columns of degrees."""
    table = pd.DataFrame(rows)
    shapes = gpd.points_from_xy(table["longitude"].astype(float), table["latitude"].astype(float))
    found = gpd.GeoDataFrame(table.drop(columns=["latitude", "longitude"]), geometry=shapes, crs=4326)
    return found.to_crs(crs) if crs else found.set_crs(None, allow_override=True)


class Atlas:
    """A gazetteer of what it is given: places by name, and one box of degrees that is Iraq's Anbar."""

    def __init__(self, **known: list[Candidate]) -> None:
        self.known = known

    def place(self, location: str, country: str | None) -> list[Candidate]:
        return [found for found in self.known.get(location, []) if country in {None, found.country}]

    def country(self, name: str) -> str | None:
        return {"iraq": "Iraq", "republic of iraq": "Iraq"}.get(name.casefold())

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        inside = latitude.between(30, 37) & longitude.between(39, 48)
        named = pd.DataFrame({"country": "Iraq", "admin1": "Anbar"}, index=latitude.index, dtype="object")
        return named.where(inside, None)


def candidate(name: str, latitude: float = 33.0, longitude: float = 44.0) -> Candidate:
    return Candidate(name, "Iraq", "Baghdad", latitude, longitude, "town", "by name", 100.0)
