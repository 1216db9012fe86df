"""Links as somebody may type, cut, translate or forge them, each by a seed."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from data.view import View

_REAL: Final[list[str]] = [
    given["link"] for given in json.loads((Path(__file__).parent / "links_of_before.json").read_text(encoding="utf-8"))
]
_LONGEST: Final = 25_000
_NAMES: Final = [*View.all_parameters(), "utm_source", "x", "", "SIDE", "side[]", "__proto__", "at "]
_NUMBERS: Final = [
    *(
        "0",
        "-0",
        "1",
        "-1",
        "90",
        "-90",
        "90.00001",
        "180",
        "-180",
        "180.1",
        "360",
        "22",
        "22.01",
        "23",
        "1e9",
        "1e308",
    ),
    *(
        "1e400",
        "-1e400",
        "1e-320",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "0x10",
        "1_0",
        "٣٣",
        "३३",
        "３３",
        "+5",
        " 5",
        "5 ",
        "",
    ),
    *("9" * 40, "9" * 5_000, "0." + "0" * 400 + "1", "½", "五", "\u200b1", "−1", "1,1", "1;1", "--1", ".", "e", "1e"),
]
_DAYS: Final = [
    *("0001-01-01", "0000-01-01", "1900-01-01", "1899-12-31", "2100-12-31", "2101-01-01", "9999-12-31", "10000-01-01"),
    *(
        "2024-02-30",
        "2024-02-29",
        "2023-02-29",
        "2024-1-2",
        "٢٠٢٤-٠١-٠٢",
        "２０２４-01-02",
        "20240102",
        "2024-W05-1",
        "2024-001",
    ),
    *("-001-01-01", "2024-01-28T00:00", "", " ", "..", "2024-01-28Z", "1e3-01-01"),
]
_TIMES: Final = [
    *(
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "9999-12-31T23:59:59.999999",
        "0001-01-01T00:00+14:00",
        "2024-02-30T10:00",
    ),
    *(
        "9999-12-31T23:59-12:00",
        "2024-01-28T24:00",
        "2024-01-28T23:60",
        "2024-01-28T10:00Z",
        "20240128T10",
        "2024-01-28",
    ),
]
_TEXTS: Final = [
    *(
        "",
        " ",
        "\0",
        "\x1b[31m",
        "\u202eevil",
        "\u2028",
        "\ud800",
        "\ufeff",
        "a\u0301" * 70,
        "x" * 121,
        "x" * 120,
        "🙂" * 60,
    ),
    *("<script>alert(1)</script>", "{{7*7}}", "${1}", "%s%n", "'; DROP TABLE events;--", "../../etc/passwd", "a&b=c"),
    *(
        '"',
        "'",
        "\\",
        "%",
        "_",
        "*",
        "(",
        "[",
        "a" * 2_000,
        "=1+1",
        "javascript:alert(1)",
        "attack",
        "Iraq",
        "iraq ",
        "IRAQ",
    ),
    *("https://evil.example", ":streamlit:", "None", "null", "İstanbul", "ﬀ", "ß", "ſ", "\n\r\t"),
]


def link(seed: int) -> str:
    """Return a query string; the same one for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same links at every run
    text = chance.choice([_made, _made, _mixed, _noise])(chance)
    for _ in range(chance.choice([0, 0, 1, 2, 6])):
        text = chance.choice(_MUTATIONS)(text, chance)[:_LONGEST]
    return text


def _made(chance: random.Random) -> str:
    """Return parameters with values of their kind, most of them at or beyond an edge."""
    parts = [_parameter(chance.choice(_NAMES), chance) for _ in range(chance.choice([1, 1, 2, 4, 30]))]
    return "&".join(parts)


def _parameter(name: str, chance: random.Random) -> str:
    value = _VALUES.get(name, _text)(chance)
    if name in View.all_parameters() and chance.random() < 0.1:
        value = View.all_parameters()[name].example
    safe = chance.choice(["", ",:.", "/?:@!$'()*+,;"])
    return f"{name}={quote(value, safe=safe, errors=chance.choice(['replace', 'surrogatepass']))}"


def _numbers(count: int) -> Callable[[random.Random], str]:
    def made(chance: random.Random) -> str:
        few = count if chance.random() < 0.9 else chance.randrange(6)
        usual = (f"{chance.uniform(-200, 200):.{chance.randrange(8)}f}" for _ in range(few))
        return ",".join(chance.choice(_NUMBERS) if chance.random() < 0.4 else number for number in usual)

    return made


def _place(chance: random.Random) -> str:
    latitude = chance.choice(["90", "-90", "89.99999", "0", "33.5", "85.06", "-85.06"])
    longitude = chance.choice(["180", "-180", "179.99999", "0", "44"])
    return f"{latitude},{longitude},{chance.choice(['0', '22', '21.99', '0.01', '7'])}"


def _area(chance: random.Random) -> str:
    numbers = [chance.choice([-180, 180, -90, 90, 0, 38, 40.5, 1e-5, 179.9999, -179.9999]) for _ in range(4)]
    return ",".join(map(str, numbers))


def _span(chance: random.Random) -> str:
    return chance.choice(["..", "..", "", "...", "–", "/"]).join(chance.choice(_DAYS) for _ in range(2))


def _text(chance: random.Random) -> str:
    return chance.choice(_TEXTS)


def _note(chance: random.Random) -> str:
    return f"{_numbers(2)(chance)},{_text(chance)}"


_VALUES: Final[dict[str, Callable[[random.Random], str]]] = {
    "dates": _span,
    "area": lambda chance: chance.choice([_area, _numbers(4)])(chance),
    "at": lambda chance: chance.choice([_place, _numbers(3)])(chance),
    "note": _note,
    "as_of": lambda chance: chance.choice(_TIMES),
    "month": lambda chance: chance.choice(
        ["1900-01", "2199-12", "2024-00", "2024-13", "1899-12", "２０２４-01", "2024-1"]
    ),
    "file": lambda chance: f"{chance.getrandbits(48):012x}",
}


def _mixed(chance: random.Random) -> str:
    """Return parts of several real links."""
    parts = [part for text in chance.sample(_REAL, min(3, len(_REAL))) for part in text.split("&") if part]
    return "&".join(chance.sample(parts, chance.randrange(len(parts) + 1)))


def _noise(chance: random.Random) -> str:
    length = _LONGEST if chance.random() < 0.02 else chance.choice([1, 10, 200])
    if chance.random() < 0.5:
        return "".join(f"%{chance.randrange(256):02x}" for _ in range(length))
    return "".join(chr(chance.choice([chance.randrange(128), chance.randrange(0xD800)])) for _ in range(length))


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _replace(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice("&=%,.:;+#?/0 9-\0é") + text[place + 1 :]


def _repeat(text: str, chance: random.Random) -> str:
    return "&".join([text] * chance.choice([2, 2, 2, 2, 2, 300]))


def _encode(text: str, chance: random.Random) -> str:
    return quote(text, safe="&=" if chance.random() < 0.8 else "")


def _broken_escape(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return (
        text[:place] + chance.choice(["%", "%f", "%zz", "%u0041", "%00", "%c0%af", "%ed%a0%80", "%2526"]) + text[place:]
    )


def _mark(text: str, chance: random.Random) -> str:
    return chance.choice(["?", "??", "&", "#", ";"]) + text


_MUTATIONS: Final = (_cut, _replace, _repeat, _encode, _broken_escape, _mark, lambda text, _: text.swapcase())
