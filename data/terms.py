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
    "ied": "IED",
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
    "unassigned": "Party not stated or not divided",
}
HARMS: Final = {"killed": "killed", "wounded": "wounded"}
PLACE_RELATIONS: Final = {"at": "at", "near": "near", "in": "in"}
"""How an event lies to its site, by the documents' words; an event near a site is known to the district at best."""

QUALIFIERS: Final = {
    "about": "the number, shown with the word",
    "some": "the number, shown with the word",
    "at least": "this number or more, without an upper bound",
    "more than": "one more than this number, without an upper bound",
    "over": "one more than this number, without an upper bound",
    "several": "3 or more, without an upper bound",
    "dozens": "24 or more, without an upper bound",
    "others": "2 or more, without an upper bound",
}
"""Words of a document that qualify its figure, with their reading; “others” is for any plural without a number."""

APPROXIMATE: Final = ("about", "some")
"""The qualifiers that low and high do not express: they are shown with the number."""

CONVENTIONS: Final = (
    *((f"“{word}”", reading) for word, reading in QUALIFIERS.items() if word != "others"),
    ("a plural without a number, as “injured others”", QUALIFIERS["others"]),
    ("“N to M”", "N at least, M at most"),
    ("“no casualties”", "0 killed and 0 wounded; what a document does not mention is unknown, never 0"),
    (
        "figures that differ",
        "alternatives, never a sum: the lowest and the highest are shown; so too for different parties",
    ),
    ("a figure for two places", "counted once, with the first place of the operation"),
    ("militia", "members of Iran-backed armed groups, of the Popular Mobilization Forces and of the Houthis"),
    ("partner forces", "Iraqi service members hurt in attacks on US forces, and Kurdish fighters in Syria"),
    (
        "party not stated or not divided",
        "a document does not say whose they were, or gives one figure for several parties",
    ),
    ("“near” a place", "the place is known to the district at best"),
    ("a city of millions", "known to the district, unless the spot in it is stated"),
)
"""How the record reads the words of its documents: the words, and the reading."""

CONTEXT_KINDS: Final = {
    "announcement": "Announcement",
    "statement": "Statement",
    "condemnation": "Condemnation",
    "order": "Order",
    "threat": "Threat",
    "offer": "Offer",
    "agreement": "Agreement",
    "talks": "Talks",
    "visit": "Visit",
    "suspension": "Suspension of attacks",
    "withdrawal": "Withdrawal",
    "force level": "Force level",
    "deadline": "Deadline",
    "strike elsewhere": "Strike elsewhere",
    "security operation": "Security operation",
    "background": "Background",
}
COUNTRIES: Final = {name: name for name in ("Iraq", "Syria", "Jordan", "Qatar")}
"""The record's countries; an imported file may have others."""

COUNTRIES_OF_CONTEXT: Final = (*COUNTRIES, "Gaza", "Iran", "Israel", "Lebanon", "United States", "Yemen")
"""The countries and territories that rows of context name."""

SIDE_GROUPS: Final = {"attack": "attack", "us_strike": "answer", "coalition_strike": "answer", "other": "other"}
"""Groups of sides with one colour on the map and in the chart: the attacks, and the strikes that respond to them."""

NOT_NAMED: Final = "not named"
"""Value of the actor filter for events whose actor no document names."""

UNCERTAINTY_KM: Final = {"site": 0.0, "town": 5.0, "district": 25.0, "admin1": 75.0}
"""Radius in kilometres of the circle in which an event lies, for each precision of its place.

A convention of the record: about the size of a town, of a district and of a governorate in the four countries.
"""

FOREIGN_KEYS: Final = {
    ("events", "site_id"): ("sites", "site_id"),
    ("events", "actor_id"): ("actors", "actor_id"),
    ("events", "responds_to"): ("events", "event_id"),
    ("events", "preferred_source"): ("sources", "source_id"),
    ("actors", "parent_id"): ("actors", "actor_id"),
    ("citations", "event_id"): ("events", "event_id"),
    ("citations", "source_id"): ("sources", "source_id"),
    ("casualties", "event_id"): ("events", "event_id"),
    ("casualties", "source_id"): ("sources", "source_id"),
    ("totals", "source_id"): ("sources", "source_id"),
    ("context", "source_id"): ("sources", "source_id"),
}
"""Foreign keys: every value of the left column (`;` separates several) is a value of the right column."""
