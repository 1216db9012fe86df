"""The record: its tables as they are on disk, and the flat tables that the engine queries."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pandas as pd

from data.clean_text import cleaner
from data.terms import FOREIGN_KEYS

FOLDER: Final = Path(__file__).parents[1] / "catalog"
_DAYS: Final = {"date_published", "date_start", "date_end", "as_of"}
_NUMBERS: Final = {"low": "Int64", "best": "Int64", "high": "Int64", "latitude": "float64", "longitude": "float64"}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One error of the record: `row` is the line of the file, the header being line 1; 0 is the whole table."""

    table: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        """Return the fault in one line."""
        return f"{self.table}.csv, line {self.row}, {self.column}: {self.reason}"


class CatalogError(ValueError):
    """The record cannot be read; the message is one sentence for the operator."""


class UnreadableError(CatalogError):
    """Cells of the record that must hold a day or a number and do not."""

    def __init__(self, faults: list[Fault]) -> None:
        """Make the message from the first of the `faults`."""
        self.faults = faults
        others = f" and {len(faults) - 1} more; python -m data validate lists them" if len(faults) > 1 else ""
        super().__init__(f"The record cannot be read: {faults[0]}{others}.")


@dataclass(frozen=True)
class Catalog:
    """The record's eight tables as frames, the version of its data package, and the fingerprint of its files.

    The fingerprint is 12 hexadecimal digits of the SHA-256 over the tables' files: equal data, equal fingerprint.
    """

    version: str
    sources: pd.DataFrame
    sites: pd.DataFrame
    actors: pd.DataFrame
    events: pd.DataFrame
    citations: pd.DataFrame
    casualties: pd.DataFrame
    totals: pd.DataFrame
    context: pd.DataFrame
    fingerprint: str

    @cached_property
    def facts(self) -> pd.DataFrame:
        """The rows of `context` with `title` and `publisher` of their documents, oldest first."""
        documents = self.sources[["source_id", "title", "publisher"]]
        facts = self.context.merge(documents, on="source_id", how="left", validate="m:1")
        return facts.sort_values(["date_start", "date_end", "context_id"], ignore_index=True)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def members(self) -> dict[str, tuple[str, ...]]:
        """Return for each actor's name the names of all actors that belong to it, first the name itself."""
        names = dict(zip(self.actors["actor_id"], self.actors["name"]))
        parents = dict(
            zip(self.actors["actor_id"], self.actors["parent_id"].where(self.actors["parent_id"].notna(), None))
        )

        def below(actor_id: str) -> list[str]:
            children = [child for child, parent in parents.items() if parent == actor_id]
            return [actor_id] + [found for child in children for found in below(child)]

        return {names[actor_id]: tuple(names[found] for found in below(actor_id)) for actor_id in names}

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return for each actor's name its other names."""
        others = self.actors["aliases"].fillna("").str.split("; ")
        return {name: tuple(filter(None, texts)) for name, texts in zip(self.actors["name"], others)}


PACKAGE: Final = "datapackage.json"
TABLES: Final = ("sources", "sites", "actors", "events", "citations", "casualties", "totals", "context")


_NOT_TOGETHER: Final = "The record cannot be read: its tables do not fit together; python -m data validate lists why."


def load_catalog(folder: Path = FOLDER) -> Catalog:
    """Read the record, each file once: what is shown and its fingerprint are of the same moment.

    Raises:
        UnreadableError: a date or a number cannot be read; it names every such cell.
        CatalogError: a file is missing, or cannot be read as what it is.
    """
    try:
        package = json.loads((folder / PACKAGE).read_bytes())
        columns = {
            table["name"]: [field["name"] for field in table["schema"]["fields"]] for table in package["resources"]
        }
        files = {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}
        tables = {name: _read(name, content, columns[name]) for name, content in files.items()}
        return Catalog(package["version"], **tables, fingerprint=_fingerprint(files))
    except CatalogError:
        raise
    except OSError as error:
        name = Path(error.filename or folder).name
        why = error.strerror or type(error).__name__
        raise CatalogError(f"The record cannot be read: {name}: {why}; restore {name} in {folder}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogError(
            f"The record cannot be read: {PACKAGE} in {folder} is no description of its tables; restore it."
        ) from error


def files(folder: Path = FOLDER) -> list[Path]:
    """Return the files that the record is read from."""
    return [folder / PACKAGE, *(folder / f"{name}.csv" for name in TABLES)]


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(files[name])
    return digest.hexdigest()[:12]


def flatten(catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the record as the flat events table and its long toll table (`data.schema.EVENTS` and `TOLLS`).

    Raises:
        CatalogError: rows that belong together do not fit.
    """
    check_keys(catalog)
    try:
        return _flatten(catalog)
    except (ValueError, LookupError) as error:
        raise CatalogError(_NOT_TOGETHER) from error


def check_keys(catalog: Catalog) -> None:
    """Refuse tables of different states, such as one that was cut off: events would be missing without a word.

    Raises:
        CatalogError: a key is not in the table that it refers to, or an event has no citation.
    """
    tables = catalog.tables()
    for (name, column), (other, key) in {**FOREIGN_KEYS, ("events", "event_id"): ("citations", "event_id")}.items():
        values = tables[name][column].dropna().str.split(";").explode()
        if not values.isin(tables[other][key]).all():
            raise CatalogError(_NOT_TOGETHER)


def _flatten(catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame]:
    tolls = _tolls(catalog)
    events = _placed(catalog)
    events = events.merge(
        catalog.actors[["actor_id", "name"]].rename(columns={"name": "actor"}), on="actor_id", how="left"
    )
    names = ["aliases", "place_as_reported"]
    events["place_names"] = events[names].apply(lambda row: "; ".join(row.dropna()), axis=1)
    cited = catalog.citations.groupby("event_id")["source_id"].agg(lambda ids: ";".join(sorted(set(ids))))
    events = events.rename(columns={"name": "location"}).merge(cited.rename("source"), on="event_id", validate="1:1")
    for harm in ("killed", "wounded"):
        sums = _sums(tolls[tolls["harm"] == harm]).add_prefix(f"{harm}_")
        events = events.merge(sums, left_on="event_id", right_index=True, how="left")
    return events.sort_values(["date_start", "event_id"], ignore_index=True)[list(EVENT_COLUMNS)], tolls


EVENT_COLUMNS: Final = (
    *("event_id", "operation_id", "date_start", "date_end", "time_precision", "country", "admin1", "location"),
    *("place_names", "site_id", "latitude", "longitude", "geo_precision", "side", "event_type", "weapon", "actor"),
    *("actor_basis", "target", "outcome", "killed_low", "killed_best", "killed_high"),
    *("wounded_low", "wounded_best", "wounded_high", "summary", "source"),
)


def _read(name: str, content: bytes, columns: list[str]) -> pd.DataFrame:
    try:
        table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    except ValueError as error:  # pandas' errors of a parser, and those of an encoding, are such
        raise CatalogError(f"The record cannot be read: {name}.csv is no CSV file in UTF-8; restore it.") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise CatalogError(f"The record cannot be read: {name}.csv lacks the column {missing[0]}; restore it.")
    _check_rows(name, content, len(table.columns))
    for column in table.columns:
        table[column] = table[column].map(cleaner(column), na_action="ignore").astype("str")
    faults: list[Fault] = []
    for column in table.columns:
        text = table[column]
        if column in _DAYS:
            days = text.where(text.str.fullmatch(r"\d{4}-\d\d-\d\d") == True)  # noqa: E712 - null is not a match
            table[column] = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
        elif column in _NUMBERS:
            numbers = pd.to_numeric(text, errors="coerce")
            whole = numbers.mask(numbers % 1 != 0) if _NUMBERS[column] == "Int64" else numbers
            table[column] = whole.astype(_NUMBERS[column])  # type: ignore[call-overload]
        lost = text[text.notna() & table[column].isna()]
        kind = "day (YYYY-MM-DD)" if column in _DAYS else "number"
        faults += [
            Fault(name, int(n) + 2, column, f"“{lost.iloc[i]}” is no {kind}")
            for i, n in enumerate(table.index.get_indexer(lost.index))
        ]
    if faults:
        raise UnreadableError(faults)
    return table


def _check_rows(name: str, content: bytes, columns: int) -> None:
    """Refuse a file that was cut off: its last line has no end, or fewer cells than columns, which pandas makes null.

    Raises:
        CatalogError: there is such a line.
    """
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    try:
        short = next((reader.line_num for row in reader if row and len(row) < columns), None)
    except csv.Error:
        short = reader.line_num
    if short is None and not content.endswith(b"\n"):
        short = reader.line_num
    if short is not None:
        raise CatalogError(f"The record cannot be read: {name}.csv is cut off in line {short}; restore it.")


def _tolls(catalog: Catalog) -> pd.DataFrame:
    """Return each event's toll by party and harm over all its documents: lowest low, preferred best, highest high.

    The best is that of the preferred document, or of all where they agree; else there is none.
    The high is open (null) if it is open in any document.
    """
    preferred = catalog.events.set_index("event_id")["preferred_source"]
    rows = []
    for key, reported in comparable(catalog.casualties).groupby(["event_id", "party", "harm"], sort=True):
        event_id, party, harm = (str(part) for part in key)
        chosen = reported[reported["source_id"] == preferred[event_id]]
        best = (chosen if len(chosen) else reported)["best"].drop_duplicates()
        rows.append(
            {
                "event_id": event_id,
                "party": party,
                "harm": harm,
                "low": reported["low"].min(),
                "best": best.iloc[0] if len(best) == 1 else pd.NA,
                "high": pd.NA if reported["high"].isna().any() else reported["high"].max(),
            }
        )
    columns = ["event_id", "party", "harm", "low", "best", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def comparable(casualties: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with those for different parties of one event made comparable.

    Each document, or each of the accounts in one document, adds up its parties. Where accounts of one event and harm
    differ in the parties, their figures are alternatives: each account's sum is a figure for no single party.
    """
    figures = []
    for _, same_harm in casualties.groupby(["event_id", "harm"], sort=False):
        accounts = same_harm.groupby(["source_id", "account"], dropna=False, sort=False)
        if len(set(accounts["party"].agg(frozenset))) == 1:
            figures.append(same_harm)
            continue
        sums = accounts.head(1).assign(party="unassigned")
        for bound in ("low", "best", "high"):
            sums[bound] = accounts[bound].sum(skipna=False).array
        figures.append(sums)
    return pd.concat(figures) if figures else casualties


def _placed(catalog: Catalog) -> pd.DataFrame:
    """Return the events with their sites; an event near a site says so and is known to the district at best."""
    events = catalog.events.merge(catalog.sites, on="site_id", validate="m:1")
    near = events["place_relation"] == "near"
    events["name"] = events["name"].mask(near, "near " + events["name"])
    exact = events["geo_precision"].isin(["site", "town"])
    events["geo_precision"] = events["geo_precision"].mask(near & exact, "district")
    return events


def _sums(tolls: pd.DataFrame) -> pd.DataFrame:
    """Return low, best and high over the parties of each event; null if the figure of a party is unknown."""
    bounds = tolls.groupby("event_id")[["low", "best", "high"]]
    return bounds.sum().mask(tolls[["low", "best", "high"]].isna().groupby(tolls["event_id"]).any())
