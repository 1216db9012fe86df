"""Questions of a view as SQL, in steps that are kept: to write one takes longer than to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from ibis.expr.operations import Field

from data.query import queries
from data.query.database import Database
from data.query.predicates import COLUMNS as FILTERED
from data.query.predicates import Members, Words, passes, possibly_outside_area, possibly_outside_dates
from data.query.query_cache import QueryCache
from data.view import FILTERS, View

_KEPT_MB: Final = 64
"""Megabytes of steps that are kept, as answers are weighed: some two thousand, which take a tenth of it."""

_ALL: Final = View()
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
        names = [name for name in FILTERS if getattr(view, name) != getattr(_ALL, name)]
        steps = [self._filter(name, getattr(view, name), state) for name in names]
        taken = [_BEFORE + name for name in names]
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

    def _filter(self, name: str, value: Any, state: str) -> Step:
        return self._kept.of((name, value, state if name == "find" else ""), lambda: self._passed(name, value))

    def _passed(self, name: str, value: Any) -> Step:
        # All columns pass a filter; the fewer it is told of, the sooner it is written.
        known = {column: self._columns[column] for column in FILTERED if column in self._columns}
        before = ibis.table(known, name=_BEFORE + name)
        return self._step(before.filter(passes(before, name, value, self._members, self._words)))

    def _marked(self, view: View) -> Step:
        matched = ibis.table(self._columns, name="matched")
        marks = possibly_outside_dates(matched, view), possibly_outside_area(matched, view)
        step = self._step(matched.select(**dict(zip(queries.MARKS, marks))))
        # Ibis would name every column that passes; which they are, the question tells.
        return Step(step.text.replace("SELECT", "SELECT *,", 1), step.columns, step.schema)

    def _narrowed(self, columns: frozenset[str]) -> Step:
        """The whole table's columns that are needed, or any one where only rows are counted."""
        return self._step(self._whole.select(*[name for name in self._columns if name in columns] or ["event_id"]))

    def _step(self, expression: ir.Table) -> Step:
        columns = frozenset(field.name for field in expression.op().find(Field))
        return Step(self._database.written(expression), columns, expression.schema())
