"""The page in words for a screen reader: what changed is announced; and the page's help for the keyboard."""

from components import assets
from components.page_data import DashboardData
from data.text import title, when

_access = assets.component("access", "access/access.js")


def draw(page: DashboardData) -> None:
    """Draw the live region, skip links and care for the focus; nothing of it is seen before it has the focus."""
    shown = page.counts.shown
    number = f"{shown:,} {'event' if shown == 1 else 'events'}" if shown else "No event"
    view = f"{page.view.describe(page.extent)}: {number}."
    _access(data={"view": view, "story": _story(page), "closed": "Story closed."}, key="access")


def _story(page: DashboardData) -> str:
    """Return the title of the open event or card; empty where none is open."""
    if page.detail:
        return f"{title(page.detail.event)}, {when(page.detail.event)}."
    return f"{page.card.name}, {page.card.kind}." if page.card else ""
