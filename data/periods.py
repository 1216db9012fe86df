"""Named periods of the record, its key events and the key facts of its context."""

from datetime import date
from typing import Final

from data.parameters import Dates

PERIODS: Final[dict[str, Dates]] = {
    "All": (None, None),
    "Oct 2023 – Feb 2024": (date(2023, 10, 17), date(2024, 2, 7)),
    "Feb – Dec 2024": (date(2024, 2, 8), date(2024, 12, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "Later": (date(2026, 1, 1), None),
    "Earlier": (None, date(2023, 10, 16)),
}
"""The second is from the first attack on 17 October 2023 to the strike of 7 February 2024. A halt of the attacks is
reported for February 2024, without a day, and attacks follow it: no period is named after it. All but the first divide
time without a gap, so that each event is in one of them, or in several if its span is."""


def offered_periods(last_day: date | None, chosen: Dates) -> tuple[str, ...]:
    """Return the names of the periods that begin before the data end, and of the chosen one.

    >>> offered_periods(date(2025, 6, 23), (None, None))
    ('All', 'Oct 2023 – Feb 2024', 'Feb – Dec 2024', '2025', 'Earlier')
    """
    return tuple(
        name
        for name, dates in PERIODS.items()
        if dates[0] is None or last_day is None or dates[0] <= last_day or dates == chosen
    )


KEY_EVENTS: Final = {
    "20240128-tower-22-drone": "Tower 22",
    "20231017-al-asad-drone": "Campaign",
    "20250623-al-udeid-missile": "al-Udeid",
    "20200103-baghdad-airstrike": "Soleimani killed",
}
"""The events that the chart labels, the most important first: id and label."""

KEY_CONTEXT: Final = {
    "20240201-attacks-halted": "Halt reported, February 2024",
    "20250619-us-bombs-iran-nuclear": "US bombs Iran, June 2025",
    "20210701-biden-kadhimi-announcement": "Troop exit announced, July 2021",
    "20241201-militias-agree-cease": "Militias agree to stop, December 2024",
    "20240901-withdrawal-understanding": "Withdrawal understanding, September 2024",
    "20240130-kh-suspension": "Suspension announced, 30 January 2024",
    "20231020-embassy-staff-leave": "Embassy staff ordered out, 20 October 2023",
}
"""The facts of the context that the chart labels where there is room, the most important first: id and label."""
