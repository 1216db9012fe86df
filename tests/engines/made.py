"""A seeded table of made-up events with difficult values: nulls wherever they are allowed, text in many scripts."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from data.record.catalog import EVENT_COLUMNS
from data.terms import COUNTRIES, EVENT_TYPES, HARMS, OUTCOMES, PARTIES, SIDES, TIME_PRECISIONS, UNCERTAINTY_KM

SEED: Final = 20231017
FIRST_DAY: Final = np.datetime64("2022-12-20", "us")
DAYS: Final = 500
NAMES: Final = (
    "North",
    "South’s gate",
    "Ka'bah",
    "بغداد",
    "100% West_side",
    r"C:\camp",
    "ÉRBIL",
    "Ärger",
    "base",
    "B-2",
)
SUMMARIES: Final = ("Told briefly.", "A CONVOY was struck", "Nothing “more” is known", r"100\% of_it", "It’s over; ĐÁ")
UMBRELLAS: Final = {
    "Umbrella": ("Umbrella", "Branch", "Twig"),
    "Branch": ("Branch", "Twig"),
    "Twig": ("Twig",),
    "Silent": ("Silent",),
}


class Maker:
    """Draws random columns, the same in every run."""

    def __init__(self, rows: int) -> None:
        """Seed the generator; every column has `rows` rows."""
        self.rows = rows
        self.chance = np.random.default_rng(SEED)

    def one_of(self, values: Iterable[str], unknown: float = 0.0) -> pd.Series:
        """Return a random value in each row, null in this share of them."""
        known = pd.Series([*values], dtype="str")
        return self.mask(known.take(self.below(len(known))).reset_index(drop=True), unknown)

    def below(self, end: int) -> np.ndarray:
        """Return a random whole number below `end` in each row."""
        return self.chance.integers(0, end, self.rows)

    def mask(self, column: pd.Series, unknown: float) -> pd.Series:
        """Return the column with nulls in this share of the rows."""
        return column.mask(self.chance.random(self.rows) < unknown)

    def bounds(self, name: str, unknown: float) -> dict[str, pd.Series]:
        """Return columns `{name}_low`, `_best` and `_high`; if a low is null, all are."""
        low = self.mask(pd.Series(self.below(5)).astype("Int64"), unknown)
        best, high = (low + pd.Series(self.below(4) + 4 * n) for n in range(2))
        return {f"{name}_low": low, f"{name}_best": self.mask(best, 0.3), f"{name}_high": self.mask(high, 0.3)}


def made(rows: int, places: int) -> pd.DataFrame:
    """Return random flat events at random places, with their tolls by party."""
    draw = Maker(rows)
    at = draw.below(places)
    names = np.array([f"{NAMES[n % len(NAMES)]} {n // len(NAMES)}" for n in range(places)])
    latitude = draw.chance.uniform(25, 37, places).round(5)
    longitude = draw.chance.uniform(36, 51, places).round(5)
    start = FIRST_DAY + draw.below(DAYS).astype("timedelta64[D]")
    precision = draw.one_of([*UNCERTAINTY_KM, "country"])
    placed = (precision != "country").to_numpy()
    columns = {
        "event_id": _ids(draw),
        "operation_id": draw.one_of(["op-1", "op-2"], 0.5),
        "date_start": start,
        "date_end": start + np.array([0, 0, 0, 6, 29], dtype="timedelta64[D]")[draw.below(5)],
        "time_precision": draw.one_of(TIME_PRECISIONS),
        "country": draw.one_of(COUNTRIES),
        "admin1": draw.one_of(["Anbar", "Homs"], 0.3),
        "location": pd.Series(names[at]).astype("str"),
        "place_names": draw.one_of(["Alias of the Place; عين الأسد"], 0.5),
        "site_id": draw.one_of(["site"], 1.0),
        "latitude": np.where(placed, latitude[at], np.nan),
        "longitude": np.where(placed, longitude[at], np.nan),
        "geo_precision": precision,
        "side": draw.one_of(SIDES),
        "event_type": draw.one_of(EVENT_TYPES),
        "weapon": draw.one_of(["a drone", "Rockets"], 0.3),
        "actor": draw.one_of(["Umbrella", "Branch", "Twig", "Nobody's actor"], 0.2),
        "actor_basis": draw.one_of(["unknown"]),
        "target": draw.one_of(["a convoy"], 0.5),
        "outcome": draw.one_of(OUTCOMES),
        "summary": draw.one_of(SUMMARIES),
        "source": draw.one_of(["Made up"]),
    }
    for harm in HARMS:
        columns |= draw.bounds(harm, 0.4)
    events = pd.DataFrame(columns)[list(EVENT_COLUMNS)]
    tolls = [pd.DataFrame(draw.bounds(f"{party}_{harm}", 0.8)) for party in PARTIES for harm in HARMS]
    return pd.concat([events, *tolls], axis=1)


def _ids(draw: Maker) -> pd.Series:
    """Return ids whose order depends on sorting by bytes: they have capitals, digits, `-` and `_`."""
    return draw.one_of(["made-", "Made_", "MADE", "m-ade", "m_a"]) + pd.Series(range(draw.rows)).astype("str")
