"""Texts that a spreadsheet would run as a formula, and the apostrophe that stops it."""

import re
from typing import Final

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet might run the text, now or after removing apostrophes in front of it.

    >>> is_formula("=1+1"), is_formula("'=1+1"), is_formula("al-Asad")
    (True, True, False)
    """
    return bool(_FORMULA.match(text))


def escape_formula(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet might run it.

    >>> escape_formula("=1+1")
    "'=1+1"
    """
    return f"'{text}" if is_formula(text) else text


def unescape_formula(text: str) -> str:
    """Return the text that `escape_formula` was given.

    >>> unescape_formula("'=1+1"), unescape_formula("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and is_formula(text) else text
