"""The countries that can be fetched: their names at ACLED and their numbers at UCDP."""

from typing import Final

COUNTRIES: Final = {
    "Iraq": 645,
    "Syria": 652,
    "Jordan": 663,
    "Qatar": 694,
    "Bahrain": 692,
    "Iran": 630,
    "Israel": 666,
    "Kuwait": 690,
    "Lebanon": 660,
    "Oman": 698,
    "Saudi Arabia": 670,
    "Turkey": 640,
    "United Arab Emirates": 696,
    "Yemen": 678,
}
"""The Gleditsch–Ward number of each country, by the name that ACLED uses."""
DEFAULT_COUNTRIES: Final = ("Iraq", "Syria", "Jordan", "Qatar")
"""The countries of the record."""
