"""Periods that mean something in this record, and the days that people look for in it."""

from datetime import date
from typing import Final

from data.view import Dates

PERIODS: Final[dict[str, Dates]] = {
    "All": (None, None),
    "Oct 2023 – Feb 2024": (date(2023, 10, 17), date(2024, 2, 7)),
    "After the halt": (date(2024, 2, 8), date(2024, 12, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "Earlier": (None, date(2023, 10, 16)),
}
"""From the first attack of 17 October 2023 to the strikes of 7 February 2024, after which the attacks were halted."""

KEY_EVENTS: Final = {
    "20240128-tower-22-drone": "Tower 22",
    "20231017-al-asad-drone": "Campaign",
    "20250623-al-udeid-missile": "al-Udeid",
    "20200103-baghdad-airstrike": "Soleimani killed",
    "20240207-baghdad-mashtal-drone": "Halt",
}
"""Events that the chart names, the most important first: event's id and the words for it."""
