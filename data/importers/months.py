"""Names of months and weekdays in English, French, German and Arabic (of Iraq, the Levant, Egypt and the Maghreb)."""

import re
import unicodedata
from functools import cache
from typing import Final

from babel import Locale

from data.folding import LETTERS

_LOCALES: Final = ("en", "en_GB", "fr", "de", "de_AT", "ar", "ar_IQ", "ar_LB", "ar_DZ", "ar_MA")
_WIDTHS: Final = ("wide", "abbreviated")
_OTHER_NAMES: Final = {"sept": 9, "fev": 2, "mrz": 3, "mar": 3, "okt": 10, "nisan": 4}
"""Abbreviations in use, as Excel writes them, that CLDR does not list for these languages."""
_MARDI: Final = re.compile(r"^M03,? (?=[0-9]{1,2} M[0-9]{2})")
"""The abbreviation of the French Tuesday, which is that of March, too."""
_LETTERS: Final = str.maketrans(LETTERS | {"ـ": None, "،": ","})


def plain(text: str) -> str:
    """Return a text in lower case with Latin digits, without diacritics, and with single spaces.

    >>> plain("٢٨ كانون الثانى"), plain("1er Février")
    ('28 كانون الثاني', '1er fevrier')
    """
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return " ".join("".join(c for c in letters if unicodedata.category(c) not in {"Mn", "Cf"}).split())


def replace_names(text: str) -> str:
    """Return a plain text without its first weekday, and with M01 to M12 for the names of months.

    >>> replace_names("sunday, 28 january 2024"), replace_names("28 كانون الثاني/يناير 2024")
    ('28 M01 2024', '28 M01 2024')
    """
    months, weekday = _names()
    without = weekday.sub("", text, count=1)
    # The United Nations write one month twice: كانون الثاني/يناير.
    numbered = months[0].sub(lambda found: f"M{months[1][found[1]]:02}", without)
    return re.sub(r"(M[0-9]{2}) ?/ ?\1", r"\1", _MARDI.sub("", numbered))


@cache
def _names() -> tuple[tuple[re.Pattern[str], dict[str, int]], re.Pattern[str]]:
    months = dict(_OTHER_NAMES)
    weekdays = set()
    for tag in _LOCALES:
        locale = Locale.parse(tag)
        for width in _WIDTHS:
            for context in ("format", "stand-alone"):
                months |= {plain(name).rstrip("."): n for n, name in locale.months[context][width].items()}
                weekdays |= {plain(name).rstrip(".") for name in locale.days[context][width].values()}
    pattern = re.compile(rf"(?<![^\W\d_])({_alternatives(months)})\.?(?![^\W\d_])")
    weekday = re.compile(rf"^(?:(?:on|le|am|يوم) )?(?:{_alternatives(weekdays - months.keys())})\b\.?,? ?")
    return (pattern, months), weekday


def _alternatives(names: set[str] | dict[str, int]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
