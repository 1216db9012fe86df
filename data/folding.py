"""The one folding of names and words: spellings that differ only in ways that people mix up become equal.

Search, the actors of a view, the importer and the gazetteer compare names in this form.
"""

import re
import unicodedata
from typing import Final

APOSTROPHES: Final = "'’‘‛`´ʼʻʾʿʽ′ˊˋ"
"""Signs that people write for an apostrophe, a hamza or an ayn, or leave out."""
HYPHENS: Final = "-‐‑‒–—−"
LETTERS: Final = dict(zip("ىیکةٱıøđłħ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ييكهاiodlh01234567890123456789", strict=True))
"""Letters and digits that are written for another one, though Unicode does not decompose them."""
_SIGNS: Final = str.maketrans(dict.fromkeys(HYPHENS, " ") | dict.fromkeys(APOSTROPHES + "ـ", ""))
_SIGNS_AND_LETTERS: Final = _SIGNS | str.maketrans(LETTERS)

_ARTICLES: Final = frozenset(
    ["ul", *(vowel + rest for vowel in "ae" for rest in ("l", "d", "n", "r", "s", "t", "z", "sh", "th", "dh"))]
)
_ARABIC_ARTICLE: Final = re.compile(r"\b(?:ال)+(?=\w{3})")
_SEPARATORS: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return a text in lower case, without diacritics, apostrophes and tatweel, with spaces for hyphens.

    Arabic letters get their plain form: no hamza on or under alif, no final ya without dots, no ta marbuta, no vowel
    signs, no shadda. Other signs stay. A folded text is its own folded text.

    >>> fold("Kata’ib"), fold("ʿAyn al-Asad"), fold("عين الأسد"), fold("مسيّرة")
    ('kataib', 'ayn al asad', 'عين الاسد', 'مسيره')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    plain = unicodedata.normalize("NFKD", plain.translate(_SIGNS))
    letters = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    return letters.translate(_SIGNS_AND_LETTERS)


def normalise(name: str) -> str:
    """Return the normal form of a name, in which names are compared.

    It is folded, with one space between words instead of all other signs, and has no Arabic article (unless the name
    has nothing else). A normal form is its own normal form.

    >>> normalise("ʿAyn al-Asad"), normalise("عين الأسد")
    ('ayn asad', 'عين اسد')
    """
    return " ".join(without_articles(_SEPARATORS.sub(" ", fold(name)).split()))


def without_articles(words: list[str]) -> list[str]:
    """Return folded words without Arabic articles, unless there is nothing else.

    >>> without_articles(["al", "asad"]), without_articles(["الاسد"]), without_articles(["al"])
    (['asad'], ['اسد'], ['al'])
    """
    words = [_ARABIC_ARTICLE.sub("", word) for word in words]
    return [word for word in words if word not in _ARTICLES] or words


def same_name(name: str) -> str:
    """Return the key under which two spellings of a name are one name, wherever they have spaces.

    >>> same_name("Kataib  Hezbollah") == same_name("KATA’IB-HEZBOLLAH") == "kataibhezbollah"
    True
    """
    return normalise(name).replace(" ", "")
