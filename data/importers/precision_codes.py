"""Numbers by which data sets code how exactly a day or a place is known, by the plain name of their column."""

from typing import Final

GEO_CODES: Final = {
    "geo precision": {"1": "town", "2": "district", "3": "admin1"},
    "where prec": dict(zip("1234567", ("site", "district", "district", "admin1", "admin1", "country", "admin1"))),
    "specificity": {"1": "town", "2": "district", "3": "district", "4": "admin1", "5": "country"},
}
"""Those of places: ACLED, UCDP and the Global Terrorism Database, whose 5 is a point of unknown meaning."""
TIME_CODES: Final = {"time precision": {"1": "day", "2": "range", "3": "month"}}
"""That of days: ACLED's, whose 2 is a week, known by any of its days."""
WEEK_DAYS: Final = 6
"""The days before and after the stated one that a week may reach."""
