"""The subjects of cards, sites and actors: which events of a table are theirs."""

from dataclasses import dataclass

import ibis.expr.types as ir

from data.query.search import is_one_of

NEAR = "near "
"""The beginning of the location of an event that the documents place near a site, not at it."""


@dataclass(frozen=True)
class Sites:
    """Sites of the record, each with its id and its name.

    An event of a table without ids is at the site that its location names.
    """

    named: tuple[tuple[str, str], ...]
    by: tuple[str, ...] = ("site_id", "location")
    """The columns that tell the sites apart, and events at a site from those near it."""

    def holds(self, found: ir.Table) -> ir.BooleanValue:
        """Return whether an event is at one of the sites, or near it."""
        ids, names = zip(*self.named)
        site_id = found.site_id.cast("string")
        named = is_one_of(found.location, [*names, *(NEAR + name for name in names)])
        return is_one_of(site_id, ids) | (site_id.isnull() & named)


@dataclass(frozen=True)
class Actors:
    """Actors that struck, by their names."""

    names: tuple[str, ...]
    by: tuple[str, ...] = ()

    def holds(self, found: ir.Table) -> ir.BooleanValue:
        """Return whether one of the actors struck."""
        return is_one_of(found.actor, self.names)


Subject = Sites | Actors
