"""What only narrow screens show: the button that opens the filters, the one that closes them, the story as a sheet."""

from components import assets
from components.page_data import DashboardData
from data.view import View

_drawer = assets.component("filters_drawer", "narrow/drawer.js")
_sheet = assets.component("sheet", "narrow/sheet.js")


def draw_open(view: View) -> None:
    """Draw the button that opens the filters, with the number of those in force."""
    number = len(view.active())
    _drawer(data={"words": f"Filters · {number}" if number else "Filters", "opens": True}, key="filters-open")


def draw_close(page: DashboardData) -> None:
    """Draw the button that closes the filters, with the number of the view's events."""
    number = page.counts.shown
    words = f"Show {number:,} {'event' if number == 1 else 'events'}"
    _drawer(data={"words": words, "opens": False}, key="filters-close")


def draw_sheet(view: View) -> None:
    """Draw nothing; the focus follows the story that is opened over the page."""
    _sheet(data={"opened": view.selected or view.card}, key="sheet")
