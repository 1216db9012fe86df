"""Compiles queries to SQL from cached CTEs, because Ibis takes longer to compile than DuckDB to answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from sqlglot import Dialect, exp

from data.filters import Filter
from data.query import queries
from data.query.backends.base import columns_read
from data.query.database import Database
from data.query.predicates import possibly_outside_area, possibly_outside_dates
from data.query.query_cache import QueryCache
from data.query.search import Members, Words
from data.view import View

_CACHE_MB: Final = 64
"""Megabytes of cached steps, as `QueryCache` estimates them: about two thousand steps."""

_BEFORE: Final = "before_"


@dataclass(frozen=True, slots=True)
class CteStep:
    """The SQL of one SELECT, the columns it reads of the steps before it, and the schema of its rows."""

    sql: str
    columns: frozenset[str]
    schema: ibis.Schema


class SqlCompiler:
    """Compiles queries on one events table, each as a chain of CTEs whose SQL is cached.

    The chain is: the needed columns of the table (each further column takes a database time to plan); one CTE for each
    active filter, so that a new period compiles no other filter; the precision flags `queries.MARKS`, if the query
    reads them; the query itself. Each CTE has the name under which the next one reads it; the query reads `found`.
    """

    def __init__(self, database: Database, events: ir.Table, members: Members, words: Words) -> None:
        """Compile queries on `events`, a table with all columns of `data.query.derived_columns`."""
        self._database = database
        self._events = events
        self._columns = events.schema()
        self._members = members
        self._words = words
        self._dialect = Dialect.get_or_raise(database.dialect)
        self._steps = QueryCache(_CACHE_MB)

    def compile(
        self, view: View, version: str, query: Callable[..., ir.Table], **settings: Any
    ) -> tuple[str, ibis.Schema]:
        """Return the SQL of a query on the view's events, and the schema of its result.

        Args:
            view: its filters are applied.
            version: the state of the data; the search filter looks its words up in them.
            query: makes an expression of the table `found`.
            settings: further arguments of `query`; they must be hashable.
        """
        main = self._steps.get_or_compute((query, *settings.items()), lambda: self._main_step(query, settings))
        active = view.in_force()
        steps = [self._filter_step(item, value, version) for item, value in active]
        names = [_BEFORE + item.name for item, _ in active]
        if main.columns & {*queries.MARKS}:
            steps.append(self._steps.get_or_compute((view.dates, view.area), lambda: self._flag_step(view)))
            names.append("matched")
        needed = main.columns.union(*(step.columns for step in steps)).intersection(self._columns)
        source = self._steps.get_or_compute(needed, lambda: self._source_step(needed))
        return self._with_ctes(dict(zip([*names, "found"], [source, *steps])), main), main.schema

    def _with_ctes(self, steps: dict[str, CteStep], main: CteStep) -> str:
        """Return the SQL of `main` after a WITH clause of the named `steps`.

        sqlglot builds the WITH clause only: the steps are generated when they are cached, and printed as they are here.
        """
        ctes = [
            exp.CTE(this=exp.Var(this=step.sql), alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
            for name, step in steps.items()
        ]
        clause = exp.With(expressions=ctes)
        return self._dialect.generator(comments=False).prepend_ctes(exp.Select(with_=clause), main.sql)

    def _main_step(self, query: Callable[..., ir.Table], settings: dict[str, Any]) -> CteStep:
        flags = dict.fromkeys(queries.MARKS, "boolean")
        return self._step(query(ibis.table({**self._columns, **flags}, name="found"), **settings))

    def _filter_step(self, item: Filter, value: Any, version: str) -> CteStep:
        key = item.name, value, version if item.searches_values else ""
        return self._steps.get_or_compute(key, lambda: self._compile_filter(item, value))

    def _compile_filter(self, item: Filter, value: Any) -> CteStep:
        # The SELECT passes all columns on; Ibis compiles faster if its table has those alone that a filter may read.
        columns = {column: self._columns[column] for column in item.columns if column in self._columns}
        before = ibis.table(columns, name=_BEFORE + item.name)
        return self._step(before.filter(item.predicate(before, value, self._members, self._words)))

    def _flag_step(self, view: View) -> CteStep:
        matched = ibis.table(self._columns, name="matched")
        flags = possibly_outside_dates(matched, view.dates), possibly_outside_area(matched, view.area)
        expression = matched.select(**dict(zip(queries.MARKS, flags)))
        # Ibis would list every column that passes through; which of them there are depends on the query.
        tree = self._database.syntax_tree(expression)
        whole = tree.select(exp.Star(), *tree.expressions, append=False, copy=False)
        return CteStep(self._database.generate(whole), columns_read(expression), expression.schema())

    def _source_step(self, columns: frozenset[str]) -> CteStep:
        """Select the needed columns of the table; any one column where rows are only counted."""
        return self._step(self._events.select(*[name for name in self._columns if name in columns] or ["event_id"]))

    def _step(self, expression: ir.Table) -> CteStep:
        return CteStep(self._database.compile(expression), columns_read(expression), expression.schema())
