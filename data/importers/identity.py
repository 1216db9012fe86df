"""Decides which rows of a file are one event, by one rule for imports in memory and on disk.

Rows are one event only where something shows it:

- The same id, day and place: the highest timestamp wins, then the last row.
- The same id over several days or places: only if distinct timestamps order the rows. Otherwise, if the rows have
  derived ids too, the column is no id and the derived ids are used; if not, they are separate events, numbered by day.
- In an export with a row for each actor, the further rows of an id are the further actors of its event.

Equal rows without an id are separate events: their derived ids are numbered. What looks like a repeat is counted, and
merged only if a person says so. The work is done by DuckDB, which writes to disk what does not fit into memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from data.importers.row_reader import COUNTS

_SETTING: Final = ("date_start", "date_end", "country", "location", "latitude", "longitude")
"""The columns in which rows of one id must agree to be one event."""
_LIKENESS: Final = (*_SETTING, "side", "event_type", "weapon", "actor", "target", *COUNTS)
"""The columns in which a row agrees with the one that it seems to repeat."""
KEYS: Final = ("event_id", "derived_id", "line", "timestamp", "side_as_target", *_LIKENESS)
"""The columns of the flat events that decide about identity; `line` is their index."""

_MEMORY: Final = "400MB"
"""Memory that DuckDB uses before it writes to disk."""
_BATCH_ROWS: Final = 20_480

_NO_ID: Final = (
    "The column{column} is not used as an id, because it repeats over different days or places: {example}. The ids "
    "were derived from the rows instead."
)
_SEPARATE: Final = (
    "In {rows} the id is that of rows with another day or place, and no timestamp orders them: {example}. They are "
    "separate events with numbered ids. If they are versions of the same events, for example of files that were put "
    "one below the other, merge repeats: then the last row of each id is used."
)
_LAST_USED: Final = (
    "In {rows} the id is that of a later row with another day or place: {example}. As you chose to merge repeats, only "
    "the last row of each id was used."
)
_OTHER_TOLL: Final = "For {rows} a later row of the same event with another toll was used; they state {killed}."
_SECOND_ACTOR: Final = (
    "The file has a row for each actor: {rows} {verb} the second actor of an event. Each event is counted once; its "
    "first row names the actor, the next one the target."
)
_REPEATS: Final = (
    "{rows} may be a repeat of an earlier row: the same day, place, type, actor and toll. Each counts as an "
    "event, because no id shows that they are one. If they are repeats, merge repeats."
)
_MERGED_REPEATS: Final = (
    "As you chose to merge repeats, {rows} with the day, place, type, actor and toll of an earlier row became part of "
    "its event; they state {killed}."
)
_COLUMNS: Final = (
    "*, coalesce(killed_best, killed_low, killed_high) AS killed, "
    f"struct_pack({', '.join(f'{name} := {name}' for name in _SETTING)}) AS setting, "
    f"struct_pack({', '.join(f'{name} := {name}' for name in _LIKENESS)}) AS same"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between files.

    Attributes:
        merge_repeats: whether a person chose to merge what looks like a repeat.
        is_monadic: whether each row names one actor, so that an event may have several rows.
        id_column: the file's column of ids, for the report.
    """

    merge_repeats: bool = False
    is_monadic: bool = False
    id_column: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The decision about a file's rows.

    Attributes:
        merged: the number of rows that are part of another row's event.
        killed: the killed of all rows, as far as known; None if nothing is.
        killed_merged: those of the merged rows.
        notes: sentences for the report.
        changes: the changed rows in their order, with columns `row`, `dropped`, and the new `event_id`, `target` and
            `side`, null where they stay as they are.
    """

    merged: int
    killed: int | None
    killed_merged: int | None
    notes: list[str]
    changes: pa.RecordBatchReader


@contextmanager
def identify(rows: Path | pa.Table, rules: Rules, work: Path) -> Iterator[Identity]:
    """Decide which rows are one event; the changes can be read inside the block.

    Args:
        rows: a table with the columns `KEYS`, or a Parquet file of it, in the order of the file.
        rules: what differs between files.
        work: a folder for what does not fit into memory.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 2,
        "preserve_insertion_order": "false",
        "temp_directory": str(work / "temporary"),
    }
    with duckdb.connect(config=settings) as database:
        if isinstance(rows, Path):
            source = database.read_parquet(str(rows), file_row_number=True).project("*, file_row_number AS row")
        else:
            source = database.from_arrow(rows.append_column("row", pa.array(range(len(rows)), pa.int64())))
        source.project(_COLUMNS).create_view("keys")
        database.execute("SET enable_progress_bar = false")
        yield _Decision(database, rules).identity()


class _Decision:
    """The steps of a decision; each leaves a table in the database for the next one."""

    def __init__(self, database: duckdb.DuckDBPyConnection, rules: Rules) -> None:
        self._database = database
        self._rules = rules
        self._notes: list[str] = []

    def identity(self) -> Identity:
        self._collect_repeated("event_id")
        if self._row("SELECT count(*) FROM clashing WHERE has_derived")[0]:
            column = f" “{self._rules.id_column}”" if self._rules.id_column else ""
            self._notes.append(_NO_ID.format(column=column, example=self._example()))
            self._collect_repeated("derived_id")
        self._rank_versions()
        self._pair_actors()
        self._find_repeats()
        self._note_versions()
        self._note_repeats()
        merged, killed_merged = self._row("SELECT count(*), sum(killed) FROM dropped JOIN rows USING (row)")
        (killed,) = self._row("SELECT sum(killed) FROM rows")
        return Identity(merged, _whole(killed), _whole(killed_merged), self._notes, self._changes())

    def _collect_repeated(self, column: str) -> None:
        """Use a column as the id, and collect the rows whose id may be repeated.

        They are first compared by hashes, because the ids would not fit into memory.
        """
        self._database.view("keys").project(f"*, {column} AS id").create_view("rows", replace=True)
        self._database.execute("""
            CREATE OR REPLACE TABLE repeated AS
            SELECT row, line, id, id IS NOT DISTINCT FROM derived_id AS is_derived, derived_id, "timestamp", setting,
                actor, target, side, side_as_target, killed
            FROM rows WHERE hash(id) IN (SELECT hash(id) AS hashed FROM rows GROUP BY hashed HAVING count(*) > 1)""")
        self._database.execute("""
            CREATE OR REPLACE TABLE clashing AS
            WITH stamped AS (
                SELECT id, "timestamp", min(hash(setting)) AS first, max(hash(setting)) AS last,
                    bool_or(derived_id IS NOT NULL) AS has_derived
                FROM repeated WHERE NOT is_derived GROUP BY id, "timestamp")
            SELECT id, bool_or(has_derived) AS has_derived FROM stamped GROUP BY id
            HAVING min(first) <> max(last) AND (count("timestamp") < count(*) OR bool_or(first <> last))""")

    def _rank_versions(self) -> None:
        """Number the separate events of each id, and rank the rows of each: the first one is used."""
        self._execute("""
            CREATE TABLE ranked AS
            WITH numbered AS (
                SELECT *, CASE
                    WHEN is_derived THEN row_number() OVER (PARTITION BY id ORDER BY line)
                    WHEN $merge_repeats OR id NOT IN (SELECT id FROM clashing) THEN 1
                    ELSE dense_rank() OVER (PARTITION BY id ORDER BY setting) END AS version
                FROM repeated)
            SELECT *, row_number() OVER (
                PARTITION BY id, version
                ORDER BY "timestamp" DESC NULLS LAST, CASE WHEN $is_monadic THEN line ELSE -line END) AS place
            FROM numbered""")

    def _pair_actors(self) -> None:
        """Find the second actor of each event in an export with a row for each actor."""
        self._execute("""
            CREATE TABLE paired AS
            SELECT used.row, min_by(other.actor, other.line) AS target, count(*) AS others,
                CASE WHEN any_value(used.side) = 'other' THEN min_by(other.side_as_target, other.line) END AS side
            FROM ranked AS used JOIN ranked AS other USING (id, version)
            WHERE $is_monadic AND used.place = 1 AND other.place > 1 AND used.target IS NULL
                AND used."timestamp" IS NOT DISTINCT FROM other."timestamp" AND used.actor <> other.actor
            GROUP BY used.row""")

    def _find_repeats(self) -> None:
        """Find the rows that agree with an earlier row in all that tells events apart, and choose what to drop."""
        self._database.execute("""
            CREATE TABLE repeats AS
            WITH single AS (
                SELECT row, line, killed, same, CASE
                    WHEN (latitude IS NOT NULL OR location <> country) AND (actor IS NOT NULL OR killed IS NOT NULL)
                        THEN hash(same)
                    WHEN id = derived_id AND (date_end = date_start OR latitude IS NOT NULL OR location <> country)
                        THEN hash(id) END AS likeness
                FROM rows WHERE derived_id IS NOT NULL AND row NOT IN (SELECT row FROM ranked WHERE place > 1))
            SELECT row, killed FROM single WHERE likeness IN (
                SELECT likeness FROM single GROUP BY likeness HAVING count(*) > 1)
            QUALIFY row_number() OVER (PARTITION BY likeness, same ORDER BY line) > 1""")
        self._execute("""
            CREATE TABLE dropped AS SELECT row FROM ranked WHERE place > 1
            UNION ALL SELECT row FROM repeats WHERE $merge_repeats""")

    def _note_versions(self) -> None:
        rows, replaced = self._row("""
            SELECT count(*) FILTER (WHERE place > 1), count(*) FROM ranked WHERE id IN (SELECT id FROM clashing)""")
        if self._rules.merge_repeats and rows:
            self._notes.append(_LAST_USED.format(rows=_rows(rows), example=self._example()))
        elif replaced:
            self._notes.append(_SEPARATE.format(rows=_rows(replaced), example=self._example()))
        (others,) = self._row("SELECT sum(others) FROM paired")
        if others:
            self._notes.append(_SECOND_ACTOR.format(rows=_rows(int(others)), verb="names" if others == 1 else "name"))
        rows, killed = self._row("""
            SELECT count(*), sum(other.killed) FROM ranked AS used JOIN ranked AS other USING (id, version)
            WHERE used.place = 1 AND other.place > 1 AND used.killed IS DISTINCT FROM other.killed""")
        if rows:
            self._notes.append(_OTHER_TOLL.format(rows=_rows(rows), killed=_killed(killed)))

    def _note_repeats(self) -> None:
        rows, killed = self._row("SELECT count(*), sum(killed) FROM repeats")
        if rows:
            sentence = _MERGED_REPEATS if self._rules.merge_repeats else _REPEATS
            self._notes.append(sentence.format(rows=_rows(rows), killed=_killed(killed)))

    def _changes(self) -> pa.RecordBatchReader:
        """Return the changed rows; an id that cannot be numbered ends in a hash, as it is too long or taken."""
        return self._database.sql("""
            WITH numbered AS (SELECT row, id, id || '-' || version AS name FROM ranked WHERE place = 1 AND version > 1),
            named AS (
                SELECT row, CASE WHEN length(name) > 80 OR name IN (SELECT id FROM rows)
                    THEN left(id, 40) || '-' || md5(name) ELSE name END AS name FROM numbered)
            SELECT rows.row, dropped.row IS NOT NULL AS dropped, paired.target, paired.side,
                coalesce(named.name, CASE WHEN id <> event_id THEN id END) AS event_id
            FROM rows LEFT JOIN dropped USING (row) LEFT JOIN named USING (row) LEFT JOIN paired USING (row)
            WHERE dropped.row IS NOT NULL OR named.row IS NOT NULL OR paired.row IS NOT NULL OR id <> event_id
            ORDER BY rows.row""").to_arrow_reader(_BATCH_ROWS)

    def _example(self) -> str:
        """Return two rows of the first id that repeats over different days or places."""
        found = self._database.execute("""
            WITH first AS (SELECT id FROM repeated WHERE id IN (SELECT id FROM clashing) ORDER BY line LIMIT 1)
            SELECT any_value(id), min(line), setting.date_start, setting.location
            FROM repeated WHERE id IN (SELECT id FROM first) GROUP BY setting ORDER BY min(line) LIMIT 2""").fetchall()
        name = found[0][0].partition("-")[2]
        one, other = (f"in line {line:,} ({day:%Y-%m-%d}, {place})" for _, line, day, place in found)
        return f"“{name}” is {one} and {other}"

    def _execute(self, query: str) -> None:
        """Run a query with those of the rules as parameters that it names."""
        rules = {"merge_repeats": self._rules.merge_repeats, "is_monadic": self._rules.is_monadic}
        self._database.execute(query, {name: value for name, value in rules.items() if f"${name}" in query})

    def _row(self, query: str) -> tuple[int, ...]:
        (row,) = self._database.execute(query).fetchall()
        return tuple(row)


def _whole(number: int | None) -> int | None:
    return None if number is None else int(number)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _killed(number: int | None) -> str:
    return "no number of killed" if number is None else f"{int(number):,} killed"
