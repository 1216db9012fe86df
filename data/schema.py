"""The schemas of all tables, in pandera: those of the record, and the flat tables of the record and of imports."""

from typing import Final

import pandera.pandas as pa

from data import terms

ID: Final = r"^[A-Za-z0-9_-]{1,80}$"


def _text(*, null: bool = False) -> pa.Column:
    return pa.Column(str, pa.Check.str_length(min_value=1), nullable=null)


def _id(*, null: bool = False, unique: bool = False) -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(ID), nullable=null, unique=unique)


def _one_of(known: dict[str, str], *, null: bool = False) -> pa.Column:
    return pa.Column(str, pa.Check.isin(list(known)), nullable=null)


def _day(*, null: bool = False) -> pa.Column:
    return pa.Column("datetime64[us]", nullable=null)


def _count(*, null: bool = True) -> pa.Column:
    return pa.Column("Int64", pa.Check.ge(0), nullable=null)


def _degrees(limit: int) -> pa.Column:
    return pa.Column(float, pa.Check.in_range(-limit, limit), nullable=True)


def _ordered(low: str, high: str) -> pa.Check:
    """Return a check that `low` is at most `high` where both are known."""
    return pa.Check(
        lambda table: (table[low].isna() | table[high].isna() | (table[low] <= table[high])).fillna(True),
        name=f"{low} <= {high}",
        error=f"{low} must not exceed {high}",
    )


def _coordinates_unless_country() -> pa.Check:
    return pa.Check(
        lambda table: (
            ((table["geo_precision"] == "country") == table["latitude"].isna())
            & (table["latitude"].isna() == table["longitude"].isna())
        ),
        name="coordinates",
        error="a place has both coordinates exactly if it is known better than to the country",
    )


CATALOG: Final = {
    "sources": pa.DataFrameSchema(
        {
            "source_id": _id(unique=True),
            "title": _text(),
            "publisher": _text(),
            "date_published": _day(),
            "date_basis": _text(),
            "document": _text(),
        },
        strict=True,
    ),
    "sites": pa.DataFrameSchema(
        {
            "site_id": _id(unique=True),
            "name": _text(),
            "aliases": _text(null=True),
            "kind": pa.Column(str, pa.Check.isin(["base", "place"])),
            "country": _one_of(terms.COUNTRIES),
            "admin1": _text(null=True),
            "latitude": _degrees(90),
            "longitude": _degrees(180),
            "geo_precision": _one_of(terms.GEO_PRECISIONS),
            "coordinate_source": _text(null=True),
        },
        checks=[_coordinates_unless_country()],
        strict=True,
    ),
    "actors": pa.DataFrameSchema(
        {
            "actor_id": _id(unique=True),
            "name": _text(),
            "aliases": _text(null=True),
            "parent_id": _id(null=True),
            "affiliation": _text(null=True),
        },
        strict=True,
    ),
    "events": pa.DataFrameSchema(
        {
            "event_id": _id(unique=True),
            "operation_id": _id(),
            "date_start": _day(),
            "date_end": _day(),
            "time_precision": _one_of(terms.TIME_PRECISIONS),
            "date_basis": _text(),
            "site_id": _id(),
            "place_relation": _one_of(terms.PLACE_RELATIONS),
            "place_as_reported": _text(),
            "side": _one_of(terms.SIDES),
            "event_type": _one_of(terms.EVENT_TYPES),
            "weapon": _text(null=True),
            "actor_id": _id(null=True),
            "actor_basis": _one_of(terms.ACTOR_BASES),
            "target": _text(null=True),
            "outcome": _one_of(terms.OUTCOMES),
            "responds_to": pa.Column(str, pa.Check.str_matches(r"^[A-Za-z0-9_-]+(;[A-Za-z0-9_-]+)*$"), nullable=True),
            "summary": _text(),
            "doubt": _text(null=True),
            "preferred_source": _id(null=True),
            "preferred_reason": _text(null=True),
        },
        checks=[_ordered("date_start", "date_end")],
        strict=True,
    ),
    "citations": pa.DataFrameSchema(
        {"event_id": _id(), "source_id": _id(), "quote": _text()},
        unique=["event_id", "source_id", "quote"],
        strict=True,
    ),
    "casualties": pa.DataFrameSchema(
        {
            "event_id": _id(),
            "source_id": _id(),
            "account": _text(null=True),
            "party": _one_of(terms.PARTIES),
            "harm": _one_of(terms.HARMS),
            "low": _count(null=False),
            "best": _count(),
            "high": _count(),
            "qualifier": _one_of(terms.QUALIFIERS, null=True),
            "quote": _text(),
        },
        checks=[_ordered("low", "best"), _ordered("best", "high"), _ordered("low", "high")],
        unique=["event_id", "source_id", "account", "party", "harm"],
        strict=True,
    ),
    "totals": pa.DataFrameSchema(
        {
            "as_of": _day(null=True),
            "as_of_basis": _text(),
            "scope": _text(),
            "measure": _text(),
            "low": _count(),
            "high": _count(),
            "qualifier": _one_of(terms.QUALIFIERS, null=True),
            "claimed_by": _text(),
            "source_id": _id(),
            "quote": _text(),
            "doubt": _text(null=True),
        },
        checks=[_ordered("low", "high")],
        strict=True,
    ),
    "context": pa.DataFrameSchema(
        {
            "context_id": _id(unique=True),
            "date_start": _day(),
            "date_end": _day(),
            "time_precision": _one_of(terms.TIME_PRECISIONS),
            "date_basis": _text(),
            "kind": _one_of(terms.CONTEXT_KINDS),
            "headline": _text(),
            "country": _text(),
            "source_id": _id(),
            "quote": _text(),
            "doubt": _text(null=True),
        },
        checks=[_ordered("date_start", "date_end")],
        strict=True,
    ),
}
"""The record's tables by name. Days are timestamps at midnight without a zone; degrees are WGS 84."""

EVENTS: Final = pa.DataFrameSchema(
    {
        "event_id": _id(unique=True),
        "operation_id": _id(null=True),
        "date_start": _day(),
        "date_end": _day(),
        "time_precision": _one_of(terms.TIME_PRECISIONS),
        "country": _text(),
        "admin1": _text(null=True),
        "location": _text(),
        "place_names": _text(null=True),
        "site_id": _id(null=True),
        "latitude": _degrees(90),
        "longitude": _degrees(180),
        "geo_precision": _one_of(terms.GEO_PRECISIONS),
        "side": _one_of(terms.SIDES),
        "event_type": _one_of(terms.EVENT_TYPES),
        "weapon": _text(null=True),
        "actor": _text(null=True),
        "actor_basis": _one_of(terms.ACTOR_BASES),
        "target": _text(null=True),
        "outcome": _one_of(terms.OUTCOMES),
        **{f"{harm}_{bound}": _count() for harm in terms.HARMS for bound in ("low", "best", "high")},
        "summary": _text(),
        "source": _text(),
    },
    checks=[
        _ordered("date_start", "date_end"),
        *(_ordered(f"{harm}_low", f"{harm}_best") for harm in terms.HARMS),
        *(_ordered(f"{harm}_best", f"{harm}_high") for harm in terms.HARMS),
        *(_ordered(f"{harm}_low", f"{harm}_high") for harm in terms.HARMS),
        _coordinates_unless_country(),
    ],
    strict=True,
)
"""The flat events table of the record and of imported files: one row for each event."""

TOLLS: Final = pa.DataFrameSchema(
    {
        "event_id": _id(),
        "party": _one_of(terms.PARTIES),
        "harm": _one_of(terms.HARMS),
        "low": _count(null=False),
        "best": _count(),
        "high": _count(),
    },
    checks=[_ordered("low", "best"), _ordered("best", "high"), _ordered("low", "high")],
    unique=["event_id", "party", "harm"],
    strict=True,
)
"""The toll by party of the flat events: one row for each event, party and harm; a null high is open-ended."""
