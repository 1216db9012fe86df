"""Reads tolls as files write them: 1,234, 5+, 5-7, “at least 3”, “none”, “3 killed, 5 wounded”.

Words are read by the conventions of the record (`data.terms.QUALIFIERS`).
"""

import re
import unicodedata
from typing import Final, NamedTuple

import pandas as pd

from data.importers.map_unique import map_unique


class Toll(NamedTuple):
    """The bounds of one figure; what it leaves open is None. `how` is plain, point, words or about."""

    low: int | None
    best: int | None
    high: int | None
    how: str = "words"

    def __str__(self) -> str:
        """Return the bounds in words.

        >>> str(Toll(5, None, None)), str(Toll(5, None, 7)), str(Toll(None, None, 4)), str(Toll(3, 3, 3))
        ('5 or more', '5 to 7', 'at most 4', '3')
        """
        if self.how == "about":
            return f"about {self.best:,}"
        if self.high is None:
            return f"{self.low:,} or more"
        if self.low is None:
            return f"at most {self.high:,}"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


BOUNDS: Final = ("low", "best", "high")

_PLAIN: Final = re.compile(r"[0-9]{1,9}")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:([,.' ])[0-9]{3})(?:\1[0-9]{3})?(?:[.,]0{1,2})?")
_POINT: Final = re.compile(r"([0-9]{1,9})(?:\.0*|,0{1,2})")
_UNCLEAR: Final = re.compile(r"[1-9][0-9]{0,2}\.000")
"""3.000 is three thousand in some countries and three in others."""
_FRACTION: Final = r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})"
_THREE_DECIMALS: Final = r"[1-9][0-9]{0,2}\.[0-9]{3}"

_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS: Final = (
    {word: number for number, word in enumerate(_ONES)}
    | {word: ten * 10 for ten, word in enumerate(_TENS, start=2)}
    | {
        f"{ten}{sign}{one}": tens * 10 + ones
        for tens, ten in enumerate(_TENS, start=2)
        for ones, one in enumerate(_ONES[1:10], start=1)
        for sign in "- "
    }
    | {"a couple": 2, "couple": 2, "a couple of": 2, "a dozen": 12, "dozen": 12, "two dozen": 24, "a hundred": 100}
)
_NONE: Final = frozenset({"none", "no", "nil", "nobody", "no one", "no casualties", "no victims"})
_INDEFINITE: Final = {"several": 3, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000}
"""Words for a number without an upper bound; a plural is at least two: dozens are 24 or more."""
_PLURAL: Final = 2

_LEAST: Final = r"at least|at minimum|min(?:imum)?\.?(?: of)?|no (?:less|fewer) than|not (?:less|fewer) than|≥|>=|=>"
_MORE: Final = r"more than|over|above|in excess of|>"
_MOST: Final = r"at most|up to|as many as|no more than|not more than|max(?:imum)?\.?(?: of)?|≤|<=|=<"
_LESS: Final = r"less than|fewer than|under|below|<"
_ABOUT: Final = (
    r"about|some|around|approximately|approx\.?|appr\.?|ca\.?|c\.|circa|roughly|nearly|almost|close to|an estimated|"
    r"estimated|est\.?|~|≈|∼"
)
_BEFORE: Final = re.compile(
    rf"(?:(?P<least>{_LEAST})|(?P<more>{_MORE})|(?P<most>{_MOST})|(?P<less>{_LESS})|(?P<about>{_ABOUT})) ?(?P<n>.+)"
)
_AFTER: Final = re.compile(
    r"(?P<n>.+?) ?(?:(?P<least>\+|plus|or more|and more|or over)|(?P<most>or less|or fewer)|"
    r"(?P<about>\(?(?:approx|est)\.?\)?|\(?(?:approximately|estimated)\)?))"
)
_RANGE: Final = re.compile(r"(?:from )?(?P<low>.+?) ?(?:[-‐‑‒–—−]| to | or | bis ) ?(?P<high>.+)")
_BETWEEN: Final = re.compile(r"between (?P<low>.+) and (?P<high>.+)")

_KILLED: Final = frozenset({"killed", "dead", "deaths", "death", "died", "fatalities", "fatality", "kia"})
_WOUNDED: Final = frozenset({"wounded", "injured", "injuries", "injury", "hurt", "wia"})
_HARMS: Final = {"killed": _KILLED, "wounded": _WOUNDED}
_PEOPLE: Final = frozenset(
    {
        *("people", "persons", "civilians", "soldiers", "troops", "militants", "fighters", "members", "others", "men"),
        *("women", "children", "policemen", "personnel", "casualties", "victims", "contractors", "servicemembers"),
    }
)
_PERSON: Final = frozenset(
    {"person", "civilian", "soldier", "militant", "fighter", "member", "man", "woman", "child", "victim", "contractor"}
)
_ADJECTIVES: Final = frozenset(
    {"us", "u.s.", "american", "coalition", "iraqi", "syrian", "jordanian", "service", "of", "were", "was"}
)
_PARTS: Final = re.compile(r"[;\n]|, | and | & ")


def read_toll(text: str, harm: str = "killed") -> Toll | None:
    """Return the toll that a text states for a harm of `data.terms.HARMS`; None if it cannot be read.

    >>> read_toll("5+"), read_toll("more than 60"), read_toll("3 killed, 5 wounded", "wounded")[:3]
    (Toll(low=5, best=None, high=None, how='words'), Toll(low=61, best=None, high=None, how='words'), (5, 5, 5))
    >>> read_toll("3.5") is read_toll("many") is read_toll("2-3?") is None
    True
    """
    if _PLAIN.fullmatch(text) and text.isascii():
        return _exact(int(text), "plain")
    if any(unicodedata.category(letter) == "No" for letter in text):
        return None  # 3² may be three with a footnote
    plain = _plain(text)
    if _PLAIN.fullmatch(plain):
        return _exact(int(plain), "plain")
    if (point := _POINT.fullmatch(plain)) and not _UNCLEAR.fullmatch(plain):
        return _exact(int(point[1]), "point")
    return _phrase(plain, harm) or _part(plain, harm)


def tolls(cells: pd.Series, harm: str) -> pd.DataFrame:
    """Return the columns low, best and high (Int64), `how` and `words` for cells of text; null if it is no toll.

    >>> tolls(pd.Series(["1,234", "5-7", "many"]), "killed")[["low", "best", "high"]].fillna(-1).to_numpy().tolist()
    [[1234, 1234, 1234], [5, -1, 7], [-1, -1, -1]]
    """
    return map_unique(without_fractions(cells), lambda unique: _frame([read_toll(text, harm) for text in unique]))


def without_fractions(cells: pd.Series) -> pd.Series:
    """Return cells of a column, with null for such as 78.125 if others show that the point precedes decimals.

    >>> without_fractions(pd.Series(["78.125", "0.33"])).isna().tolist()
    [True, False]
    >>> without_fractions(pd.Series(["1.234"])).tolist()
    ['1.234']
    """
    plain = cells.astype("str").str
    shows = plain.fullmatch(_FRACTION).fillna(False) & ~plain.fullmatch(r"[0-9]+\.0+").fillna(False)
    return cells.mask(plain.fullmatch(_THREE_DECIMALS).fillna(False).astype("bool")) if shows.any() else cells


def contradicting(bounds: pd.DataFrame) -> pd.Series:
    """Return whether known bounds are out of order: low above best or high, or best above high."""
    pairs = (("low", "best"), ("best", "high"), ("low", "high"))
    return pd.concat([(bounds[less] > bounds[more]).fillna(False) for less, more in pairs], axis=1).any(axis=1)


def widened(bounds: pd.DataFrame) -> pd.DataFrame:
    """Return bounds that hold all the figures stated; best is unchanged, and what is null stays null.

    Figures that differ are alternatives: the lowest and the highest are the bounds.

    >>> stated = pd.DataFrame({"low": [510, 0], "best": [500, 20], "high": [600, 16]}, dtype="Int64")
    >>> widened(stated).to_numpy().tolist()
    [[500, 500, 600], [0, 20, 20]]
    """
    figures = bounds[list(BOUNDS)]
    low = figures.min(axis=1).where(figures["low"].notna())
    high = figures.max(axis=1).where(figures["high"].notna())
    return figures.assign(low=low.astype("Int64"), high=high.astype("Int64"))


def _frame(found: list[Toll | None]) -> pd.DataFrame:
    known = [toll or (None, None, None, None) for toll in found]
    columns = dict(zip(Toll._fields, zip(*known))) if known else dict.fromkeys(Toll._fields, ())
    words = [str(toll) if toll else None for toll in found]
    typed = {name: pd.array(columns[name], dtype="Int64") for name in BOUNDS}
    return pd.DataFrame({**typed, "how": pd.array(columns["how"], "str"), "words": pd.array(words, "str")})


def _exact(number: int, how: str = "words") -> Toll:
    return Toll(number, number, number, how)


def _plain(text: str) -> str:
    """Return a text in lower case with Latin digits and single spaces."""
    normal = unicodedata.normalize("NFKC", text).replace("٬", ",").replace("٫", ".").replace("’", "'")
    digits = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in normal)
    return " ".join(digits.casefold().split())


def _phrase(text: str, harm: str) -> Toll | None:
    """Return the toll of a text that is one figure as a whole, with or without nouns such as “soldiers killed”."""
    toll = _figure(text)
    if toll:
        return toll
    figure, harms, people = _without_nouns(text)
    if any(word not in _HARMS[harm] for word in harms):
        return None
    if not figure:
        return Toll(_PLURAL, None, None) if people else None
    return _figure(figure) if figure != text else None


def _part(text: str, harm: str) -> Toll | None:
    """Return the toll of the only part of a list whose words name the harm: every part must name one."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    named = [{word for word in _HARMS if _HARMS[word] & set(part.split())} for part in parts]
    if len(parts) == 1 or any(len(harms) != 1 for harms in named):
        return None
    found = [part for part, harms in zip(parts, named) if harms == {harm}]
    return _phrase(found[0], harm) if len(found) == 1 else None


def _without_nouns(text: str) -> tuple[str, set[str], bool]:
    """Return a text without the nouns at its end, the words for a harm among them, and whether they are a plural."""
    words = text.split()
    harms: set[str] = set()
    people = False
    while words:
        word = words[-1].rstrip(".:") if words[-1] != "u.s." else words[-1]
        if word in _KILLED | _WOUNDED:
            harms.add(word)
        elif word in _PEOPLE:
            people = True
        elif word not in _PERSON | _ADJECTIVES:
            break
        words.pop()
    return " ".join(words), harms, people


def _figure(text: str) -> Toll | None:
    """Return the toll of a figure without nouns."""
    if text in _NONE:
        return _exact(0)
    if text in _INDEFINITE:
        return Toll(_INDEFINITE[text], None, None)
    number = _number(text)
    if number is not None:
        return _exact(number)
    return _qualified(text) or _range(text)


def _qualified(text: str) -> Toll | None:
    found = _BEFORE.fullmatch(text) or _AFTER.fullmatch(text)
    number = _number(found["n"].strip()) if found else None
    if found is None or number is None:
        return None
    match found.lastgroup if found.re is _AFTER else next(k for k, v in found.groupdict().items() if v and k != "n"):
        case "least":
            return Toll(number, None, None)
        case "more":
            return Toll(number + 1, None, None)
        case "most":
            return Toll(None, None, number)
        case "less":
            return Toll(None, None, number - 1) if number else None
        case _:
            return _exact(number, "about")


def _range(text: str) -> Toll | None:
    found = _BETWEEN.fullmatch(text) or _RANGE.fullmatch(text)
    low, high = (_number(found[bound].strip()) for bound in ("low", "high")) if found else (None, None)
    if low is None or high is None or low > high:
        return None
    return Toll(low, None, high) if low < high else _exact(low)


def _number(text: str) -> int | None:
    if _PLAIN.fullmatch(text):
        return int(text)
    if _UNCLEAR.fullmatch(text):
        return None
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"[,.' ]", "", re.sub(r"(?<=[0-9]{3})[.,]0{1,2}$", "", text)))
    point = _POINT.fullmatch(text)
    return int(point[1]) if point else _NUMBERS.get(text)
