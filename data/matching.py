"""Which events of an imported file may be events of the record: pairs of both, each with a score and its reasons.

A pair is a candidate where nothing rules out that it is one event:

- Days: the spans of days overlap, or lie one day apart, because an attack at night has two dates and sources in the
  United States date an event in Iraq by their own day.
- Place: the points are no farther apart than the uncertainty of both places (`data.terms.UNCERTAINTY_KM`) and
  `POINT_KM`, by which sources differ in the point of one base. Where one place is known only to its country, the
  countries are equal.
- Sides: equal, both strikes in response, or one is `other`.
- Types: equal, or reports mix them up (`MIXED_UP`), or one is not specified.

The score measures how well the two descriptions agree. It is no probability: two events of one night at one place agree
as well.

    score = day + place + side + type + support - contradiction, at most 100
    day   = 16 + 24 * (days that both spans share / days from the first to the last of both); 16 where one day apart
    place = 16 + 24 * (1 - km / farthest km) * (POINT_KM + smaller uncertainty) / (POINT_KM + larger uncertainty);
            40 where both are known only to the country, 16 where one is
    side  = 10 where equal, 6 otherwise
    type  = 10 where equal, 6 otherwise
    support       = 5 for each of: a name of the place, the actor, the killed, the wounded agree
    contradiction = 20 where the bounds of the killed exclude each other, 10 where those of the wounded do

What is unknown neither supports nor contradicts. An event scores 100 with itself, and the score of two events does not
depend on their order. The more roughly a day or a place is known, the more events are candidates.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.folding import same_name
from data.formatting import format_range
from data.rows import iter_rows
from data.terms import EVENT_TYPES, HARMS, SIDE_GROUPS, SIDES, UNCERTAINTY_KM

POINT_KM: Final = 5.0
"""Kilometres by which the points that two sources give for one base may differ: about the length of an air base."""
MIN_SCORE: Final = 40
"""The lowest score that is listed."""
SURE_SCORE: Final = 90
"""The score from which proposed pairs can be accepted together."""
PAIRS_LIMIT: Final = 100
"""The most pairs that are listed for one event of the record; the others are counted."""
MIXED_UP: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("drone strike", "airstrike"),
        ("drone strike", "missile attack"),
        ("drone strike", "rocket attack"),
        ("drone strike", "shoot-down"),
        ("missile attack", "airstrike"),
        ("missile attack", "rocket attack"),
        ("missile attack", "artillery"),
        ("rocket attack", "artillery"),
    )
)
"""Types that reports of one event may name instead of each other."""

_EARTH_KM: Final = 6371.0
_CONTRADICTION: Final = {"killed": 20, "wounded": 10}
_WITHIN: Final = {"site": "a base", "town": "the town", "district": "the district", "admin1": "the governorate"}
_BOTH_SIDES: Final = {
    "attack": "both attacks",
    "us_strike": "both US strikes",
    "coalition_strike": "both coalition strikes",
    "other": "both of side Other",
}
_RULED_OUT: Final = -1

Aliases = Mapping[str, Iterable[str]]
Members = Mapping[str, Iterable[str]]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
"""Positions of rows."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """The candidate pairs of two tables.

    Attributes:
        pairs: `record_id`, `file_id`, `score` (`MIN_SCORE` to 100), `reasons` in words, the `contradiction` of the
            tolls in words (empty where there is none), and whether the pair is `proposed`: of all pairs of both events
            it alone agrees best, and both places have a point. The highest score is first.
        omitted: the number of candidates with lower scores, beyond `PAIRS_LIMIT` for one event of the record.
    """

    pairs: pd.DataFrame
    omitted: int


class ActorNames:
    """Compares actors by all their names; an umbrella group agrees with its members."""

    def __init__(self, aliases: Aliases, members: Members) -> None:
        """Take for each actor its other names, and for each actor all names that belong to it."""
        self._names = {same_name(other): same_name(name) for name, others in aliases.items() for other in others}
        self._members = {same_name(name): {same_name(member) for member in below} for name, below in members.items()}

    def agree(self, one: str, other: str) -> bool:
        """Return whether two names are of one actor, or of an umbrella group and its member.

        >>> ActorNames({"Kata'ib Hezbollah": ["KH"]}, {"Militias": ["Kata'ib Hezbollah"]}).agree("KH", "militias")
        True
        """
        first, second = (self._names.get(same_name(name), same_name(name)) for name in (one, other))
        return first == second or second in self._members.get(first, ()) or first in self._members.get(second, ())


def candidates(record: pd.DataFrame, file: pd.DataFrame, actors: ActorNames) -> Candidates:
    """Return the candidate pairs of the record's and a file's events, both flat tables (`data.schema.EVENTS`).

    The time grows with the number of events of the record times that of the file, the memory with the latter.
    """
    ours, theirs = _Columns(record), _Columns(file)
    parts, omitted = (
        [pd.DataFrame(dict.fromkeys(("ours", "theirs"), np.empty(0, np.intp)) | {"points": np.empty(0)})],
        0,
    )
    for n in range(len(record)):
        rows, points = _scored(ours, n, theirs, actors)
        listed = np.lexsort((theirs.event_id[rows], -points))[:PAIRS_LIMIT]
        omitted += len(rows) - len(listed)
        parts.append(pd.DataFrame({"ours": np.intp(n), "theirs": rows[listed], "points": points[listed]}))
    one, other, points = (column.to_numpy() for _, column in pd.concat(parts).items())
    pairs = pd.DataFrame(
        {
            "record_id": pd.Series(ours.event_id[one], dtype="str"),
            "file_id": pd.Series(theirs.event_id[other], dtype="str"),
            "score": np.rint(np.minimum(points, 100)).astype("int64"),
            **_words(record.iloc[one], file.iloc[other], actors),
            "points": points,
            "placed": ours.has_point[one] & theirs.has_point[other],
        }
    )
    pairs = pairs.sort_values(["points", "record_id", "file_id"], ascending=[False, True, True], ignore_index=True)
    proposed = _proposed(pairs) & pairs["placed"].to_numpy(dtype=bool)
    return Candidates(pairs.drop(columns=["points", "placed"]).assign(proposed=proposed), omitted)


class _Columns:
    """The columns of a flat table that are compared, as arrays."""

    def __init__(self, events: pd.DataFrame) -> None:
        self.event_id = events["event_id"].to_numpy(dtype=object)
        self.start, self.end = (
            events[name].to_numpy(dtype="datetime64[D]").astype("int64") for name in ("date_start", "date_end")
        )
        self.latitude, self.longitude = (
            np.radians(events[name].to_numpy(dtype="float64")) for name in ("latitude", "longitude")
        )
        self.has_point = ~(np.isnan(self.latitude) | np.isnan(self.longitude))
        self.radius = events["geo_precision"].map(UNCERTAINTY_KM).to_numpy(dtype="float64")
        countries = {name: same_name(name) for name in events["country"].unique()}
        self.country = events["country"].map(countries).to_numpy(dtype=object)
        self.side, self.kind, self.actor = (
            events[name].to_numpy(dtype=object) for name in ("side", "event_type", "actor")
        )
        self.location, self.place_names = (events[name].to_numpy(dtype=object) for name in ("location", "place_names"))
        self.toll = {
            harm: tuple(events[f"{harm}_{bound}"].to_numpy("float64", na_value=np.nan) for bound in ("low", "high"))
            for harm in HARMS
        }


def _scored(ours: _Columns, n: int, theirs: _Columns, actors: ActorNames) -> tuple[Places, Numbers]:
    """Return the rows of `theirs` that score at least `MIN_SCORE` with row `n` of `ours`, and their points.

    The points are the score that is not cut at 100, which still tells pairs with many names and tolls in common apart.
    """
    rows = np.flatnonzero((theirs.start <= ours.end[n] + 1) & (theirs.end >= ours.start[n] - 1))
    score = _day_points(ours, n, theirs, rows)
    for points_of in (_place_points, _side_points, _type_points):
        points = points_of(ours, n, theirs, rows)
        possible = points > _RULED_OUT
        rows, score = rows[possible], (score + points)[possible]
    score += _toll_points(ours, n, theirs, rows)
    likely = score >= MIN_SCORE - 10  # names can add no more
    rows, score = rows[likely], score[likely]
    score += _name_points(ours, n, theirs, rows, actors)
    score = np.round(score, 6)  # sums in another order are equal
    return rows[score >= MIN_SCORE], score[score >= MIN_SCORE]


def _day_points(ours: _Columns, n: int, theirs: _Columns, rows: Places) -> Numbers:
    starts, ends = (ours.start[n], theirs.start[rows]), (ours.end[n], theirs.end[rows])
    shared = np.minimum(*ends) - np.maximum(*starts) + 1
    whole = np.maximum(*ends) - np.minimum(*starts) + 1
    points: Numbers = 16 + 24 * np.maximum(shared, 0) / whole
    return points


def _place_points(ours: _Columns, n: int, theirs: _Columns, rows: Places) -> Numbers:
    same_country = theirs.country[rows] == ours.country[n]
    if not ours.has_point[n]:
        return np.where(same_country, np.where(theirs.has_point[rows], 16.0, 40.0), _RULED_OUT)
    radius = theirs.radius[rows]
    farthest = POINT_KM + radius + ours.radius[n]
    ratio = (POINT_KM + np.minimum(radius, ours.radius[n])) / (POINT_KM + np.maximum(radius, ours.radius[n]))
    km = _km(ours.latitude[n], ours.longitude[n], theirs.latitude[rows], theirs.longitude[rows])
    near = np.where(km <= farthest, 16 + 24 * (1 - km / farthest) * ratio, _RULED_OUT)
    return np.where(theirs.has_point[rows], near, np.where(same_country, 16.0, _RULED_OUT))


def _km(latitude: Any, longitude: Any, latitudes: Numbers, longitudes: Numbers) -> Any:
    """Return the distances in kilometres on a sphere; arguments are in radians."""
    across = np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    return 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(np.sin((latitudes - latitude) / 2) ** 2 + across, 1)))


def _side_points(ours: _Columns, n: int, theirs: _Columns, rows: Places) -> Numbers:
    return _points_of_terms({side: _side_agreement(ours.side[n], side) for side in SIDES}, theirs.side[rows])


def _type_points(ours: _Columns, n: int, theirs: _Columns, rows: Places) -> Numbers:
    return _points_of_terms({kind: _type_agreement(ours.kind[n], kind) for kind in EVENT_TYPES}, theirs.kind[rows])


def _points_of_terms(points: Mapping[str, int], terms: npt.NDArray[Any]) -> Numbers:
    found = np.full(len(terms), float(_RULED_OUT))
    for term, number in points.items():
        found[terms == term] = number
    return found


def _side_agreement(one: str, other: str) -> int:
    if one == other:
        return 10
    return 6 if "other" in (one, other) or SIDE_GROUPS[one] == SIDE_GROUPS[other] else _RULED_OUT


def _type_agreement(one: str, other: str) -> int:
    if one == other:
        return 10
    return 6 if "unspecified" in (one, other) or frozenset((one, other)) in MIXED_UP else _RULED_OUT


def _toll_points(ours: _Columns, n: int, theirs: _Columns, rows: Places) -> Numbers:
    total = np.zeros(len(rows))
    for harm, (lows, highs) in theirs.toll.items():
        low, high = (bound[n] for bound in ours.toll[harm])
        known = ~(np.isnan(lows[rows]) & np.isnan(highs[rows])) & ~(np.isnan(low) and np.isnan(high))
        agree = _overlap(low, high, lows[rows], highs[rows])
        total += np.where(known, np.where(agree, 5, -_CONTRADICTION[harm]), 0)
    return total


def _overlap(low: Any, high: Any, other_low: Any, other_high: Any) -> Any:
    """Return whether two ranges share a number; an unknown bound is open."""
    return np.logical_not((low > other_high) | (other_low > high))


def _name_points(ours: _Columns, n: int, theirs: _Columns, rows: Places, actors: ActorNames) -> Numbers:
    """Return the points for names that agree; each different name is compared once."""
    place = place_keys(ours.location[n], ours.place_names[n])
    known: dict[tuple[Any, Any, Any], int] = {}
    points = np.zeros(len(rows))
    for position, row in enumerate(rows):
        named = theirs.location[row], theirs.place_names[row], theirs.actor[row]
        if named not in known:
            same_place = bool(place & place_keys(*named[:2]))
            known[named] = 5 * (same_place + _same_actor(ours.actor[n], named[2], actors))
        points[position] = known[named]
    return points


def place_keys(location: str, others: object) -> frozenset[str]:
    """Return the names of a place, and its `others` separated by semicolons, in the form in which they are compared.

    >>> sorted(place_keys("near al-Asad", "Ain al-Asad; Asad airbase"))
    ['ainasad', 'asad', 'asadairbase']
    """
    names = [location, *(others.split(";") if isinstance(others, str) else ())]
    return frozenset(filter(None, (same_name(name.strip().removeprefix("near ")) for name in names)))


def _same_actor(one: object, other: object, actors: ActorNames) -> bool:
    return isinstance(one, str) and isinstance(other, str) and actors.agree(one, other)


def _proposed(pairs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which pairs are proposed, at most one for each event: that with its highest score, if it is the only one.

    `pairs` are sorted by points. Where an event has several pairs with equal points, a person has to decide.
    """
    proposed = np.zeros(len(pairs), dtype=bool)
    used: tuple[set[str], set[str]] = set(), set()
    for _, equal in pairs.groupby("points", sort=False):
        free = equal[~equal["record_id"].isin(used[0]) & ~equal["file_id"].isin(used[1])]
        is_single = ~(free["record_id"].duplicated(keep=False) | free["file_id"].duplicated(keep=False))
        proposed[free.index[is_single]] = True
        used[0].update(free["record_id"])
        used[1].update(free["file_id"])
    return proposed


def _words(ours: pd.DataFrame, theirs: pd.DataFrame, actors: ActorNames) -> dict[str, pd.Series]:
    """Return for each pair of rows the reasons and the contradiction, as columns."""
    pairs = list(zip(iter_rows(ours), iter_rows(theirs), strict=True))
    texts = {
        "reasons": ["; ".join(_reasons(one, other, actors)) for one, other in pairs],
        "contradiction": ["; ".join(_contradictions(one, other)) for one, other in pairs],
    }
    return {name: pd.Series(words, dtype="str") for name, words in texts.items()}


def _reasons(one: Any, other: Any, actors: ActorNames) -> Iterator[str]:
    """Return what agrees and what differs between two rows of flat tables, in words."""
    yield _day_reason(one, other)
    yield from _place_reasons(one, other)
    yield _side_reason(one.side, other.side)
    yield _type_reason(one.event_type, other.event_type)
    yield from _toll_reasons(one, other)
    if isinstance(one.actor, str) and isinstance(other.actor, str):
        agree = actors.agree(one.actor, other.actor)
        yield f"actors agree: {one.actor}" if agree else f"actors differ: {one.actor} and {other.actor}"


def _day_reason(one: Any, other: Any) -> str:
    shared = (min(one.date_end, other.date_end) - max(one.date_start, other.date_start)).days + 1
    if shared <= 0:
        return "one day apart"
    if (one.date_start, one.date_end) != (other.date_start, other.date_end):
        return f"{shared} {'day' if shared == 1 else 'days'} in common, known to a range"
    return "same day" if one.date_start == one.date_end else "same range of days"


def _place_reasons(one: Any, other: Any) -> Iterator[str]:
    rough = [row.geo_precision == "country" for row in (one, other)]
    if any(rough):
        yield f"both in {one.country}, {'places' if all(rough) else 'one place'} known only to the country"
    else:
        km = float(_km(*np.radians([one.latitude, one.longitude, other.latitude, other.longitude])))
        roughest = max(one.geo_precision, other.geo_precision, key=lambda name: UNCERTAINTY_KM[name])
        yield f"{'less than 1' if km < 1 else round(km)} km apart, within {_WITHIN[roughest]}"
    if place_keys(one.location, one.place_names) & place_keys(other.location, other.place_names):
        yield "names of the place agree"


def _side_reason(one: str, other: str) -> str:
    return _BOTH_SIDES[one] if one == other else f"sides {SIDES[one]} and {SIDES[other]}"


def _type_reason(one: str, other: str) -> str:
    if one == other:
        return "type specified in neither" if one == "unspecified" else f"the same type: {EVENT_TYPES[one]}"
    if "unspecified" in (one, other):
        return f"type specified in one only: {EVENT_TYPES[one if other == 'unspecified' else other]}"
    return f"types that reports mix up: {EVENT_TYPES[one]} and {EVENT_TYPES[other]}"


def _toll_reasons(one: Any, other: Any) -> Iterator[str]:
    yield from (f"{harm} {words}" for harm, words, agree in _tolls(one, other) if agree)
    yield from (f"contradiction: {words}" for words in _contradictions(one, other))


def _contradictions(one: Any, other: Any) -> list[str]:
    return [f"{harm} {words}" for harm, words, agree in _tolls(one, other) if not agree]


def _tolls(one: Any, other: Any) -> Iterator[tuple[str, str, bool]]:
    """Return each harm that both rows give a figure for, both figures in words, and whether both can be right."""
    for harm in HARMS:
        bounds = [(getattr(row, f"{harm}_low"), getattr(row, f"{harm}_high")) for row in (one, other)]
        if not any(pd.isna(low) and pd.isna(high) for low, high in bounds):
            numbers = (np.nan if pd.isna(number) else float(number) for pair in bounds for number in pair)
            yield harm, " and ".join(format_range(*pair) for pair in bounds), bool(_overlap(*numbers))
