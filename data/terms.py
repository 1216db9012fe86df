"""The closed lists of the record, with the label of each term."""

from typing import Final

SIDES: Final = {
    "attack": "Attack on US or coalition forces",
    "us_strike": "US strike",
    "coalition_strike": "Coalition strike",
    "other": "Other",
}
EVENT_TYPES: Final = {
    "drone strike": "Drone strike",
    "rocket attack": "Rocket attack",
    "missile attack": "Missile attack",
    "ied": "Roadside bomb (IED)",
    "airstrike": "Airstrike",
    "artillery": "Artillery",
    "shoot-down": "Shoot-down",
    "false alarm": "False alarm",
    "unspecified": "Not specified",
}
OUTCOMES: Final = {
    "hit": "hit",
    "intercepted": "intercepted",
    "partly intercepted": "partly intercepted",
    "missed": "missed",
    "unknown": "outcome not reported",
}
ACTOR_BASES: Final = {
    "claimed": "claimed by the actor",
    "attributed": "attributed",
    "suspected": "suspected",
    "unknown": "nobody named",
}
TIME_PRECISIONS: Final = {
    "day": "day known",
    "range": "known to a range of days",
    "month": "known to the month",
}
GEO_PRECISIONS: Final = {
    "site": "place known to the site",
    "town": "place known to the town",
    "district": "place known to the district",
    "admin1": "place known to the governorate",
    "country": "place known only to the country",
}
PARTIES: Final = {
    "us": "US forces",
    "coalition": "Coalition forces",
    "partner": "Partner forces",
    "contractor": "Contractors",
    "militia": "Militia",
    "civilian": "Civilians",
    "unassigned": "Party not stated",
}
HARMS: Final = {"killed": "killed", "wounded": "wounded"}
COUNTRIES: Final = {name: name for name in ("Iraq", "Syria", "Jordan", "Qatar")}
"""The record's countries; an imported file may have others."""

SIDE_GROUPS: Final = {"attack": "attack", "us_strike": "answer", "coalition_strike": "answer", "other": "other"}
"""Groups of sides with one colour on the map and in the chart: the attacks, and the strikes that respond to them."""

NOT_NAMED: Final = "not named"
"""Value of the actor filter for events whose actor no document names."""

UNCERTAINTY_KM: Final = {"site": 0.0, "town": 5.0, "district": 25.0, "admin1": 75.0}
"""Radius in kilometres of the circle in which an event lies, for each precision of its place.

A convention of the record: about the size of a town, of a district and of a governorate in the four countries.
"""
