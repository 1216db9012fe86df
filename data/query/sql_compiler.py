"""Questions of a view as SQL, in steps that are kept: to write one takes longer than to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from ibis.expr.operations import Field

from data.filters import Filter
from data.query import queries
from data.query.database import Database
from data.query.predicates import Members, Words, possibly_outside_area, possibly_outside_dates
from data.query.query_cache import QueryCache
from data.view import View

_KEPT_MB: Final = 64
"""Megabytes of steps that are kept, as answers are weighed: some two thousand, which take a tenth of it."""

_BEFORE: Final = "before_"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a question, and the columns that it takes of the steps before it."""

    text: str
    columns: frozenset[str]
    schema: ibis.Schema


class SqlCompiler:
    """Writes what is asked of one events table.

    The steps are the table's columns that are needed at all: each more takes a database time to plan; one for each
    filter of the view, so that a new period does not write its other filters anew; the marks of events that may not
    belong, where they are needed; the question. Each is named by the one that takes from it: `found` by the question.
    """

    def __init__(self, database: Database, whole: ir.Table, members: Members, words: Words) -> None:
        """Compile queries of `whole`, the table with all columns of `data.query.derived_columns`."""
        self._database = database
        self._whole = whole
        self._columns = whole.schema()
        self._members = members
        self._words = words
        self._kept = QueryCache(_KEPT_MB)

    def written(
        self, view: View, state: str, question: Callable[..., ir.Table], **settings: Any
    ) -> tuple[str, ibis.Schema]:
        """A question about the view's events, and the columns of its answer.

        `question` makes an expression of the table `found` with its `settings`, which must be hashable. `state` tells
        the data's where the view finds words, which are looked up in them.
        """
        asked = self._kept.of((question, *settings.items()), lambda: self._asked(question, settings))
        in_force = view.in_force()
        steps = [self._filter(item, value, state) for item, value in in_force]
        taken = [_BEFORE + item.name for item, _ in in_force]
        if asked.columns & {*queries.MARKS}:
            steps.append(self._kept.of((view.dates, view.area), lambda: self._marked(view)))
            taken.append("matched")
        needed = asked.columns.union(*(step.columns for step in steps)).intersection(self._columns)
        whole = self._kept.of(needed, lambda: self._narrowed(needed))
        named = ", ".join(f"{name} AS ({step.text})" for name, step in zip([*taken, "found"], [whole, *steps]))
        return f"WITH {named} {asked.text}", asked.schema

    def _asked(self, question: Callable[..., ir.Table], settings: dict[str, Any]) -> Step:
        marks = dict.fromkeys(queries.MARKS, "boolean")
        return self._step(question(ibis.table({**self._columns, **marks}, name="found"), **settings))

    def _filter(self, item: Filter, value: Any, state: str) -> Step:
        key = item.name, value, state if item.searches_values else ""
        return self._kept.of(key, lambda: self._passed(item, value))

    def _passed(self, item: Filter, value: Any) -> Step:
        # All columns pass a filter, but Ibis takes longer to compile a table of more columns.
        known = {column: self._columns[column] for column in item.columns if column in self._columns}
        before = ibis.table(known, name=_BEFORE + item.name)
        return self._step(before.filter(item.predicate(before, value, self._members, self._words)))

    def _marked(self, view: View) -> Step:
        matched = ibis.table(self._columns, name="matched")
        marks = possibly_outside_dates(matched, view.dates), possibly_outside_area(matched, view.area)
        step = self._step(matched.select(**dict(zip(queries.MARKS, marks))))
        # Ibis would name every column that passes; which they are, the question tells.
        return Step(step.text.replace("SELECT", "SELECT *,", 1), step.columns, step.schema)

    def _narrowed(self, columns: frozenset[str]) -> Step:
        """The whole table's columns that are needed, or any one where only rows are counted."""
        return self._step(self._whole.select(*[name for name in self._columns if name in columns] or ["event_id"]))

    def _step(self, expression: ir.Table) -> Step:
        columns = frozenset(field.name for field in expression.op().find(Field))
        return Step(self._database.written(expression), columns, expression.schema())
