"""Escape text from outside; everything that a page shows passes through here.

Folium and branca put strings raw into JavaScript and into a second Jinja template, so text becomes
character references for HTML and backslash-u sequences for JavaScript before it reaches them.

There is no escape for Markdown: Streamlit's makes links, emoji, icons and dashes of text that has no markup left. Text
from outside is drawn as HTML (`components.widgets.message`, `st.html`), never in a label of Streamlit.
"""

import json
import re
from typing import Final

_HTML: Final = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`{}$\\"}
_SCRIPT_UNSAFE: Final = re.compile(r"""[^ !#%()*+,\-./0-9:;=?@A-Z\[\]^_a-z|~]""")
_STRING_OR_BRACES: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(?<=[{}])(?=[{}%#])')


def html(text: object) -> str:
    """Return text for use in HTML, between tags or in a quoted attribute; an empty string for None.

    >>> html("<b>")
    '&#60;b&#62;'
    """
    return "" if text is None else str(text).translate(_HTML)


def literal(value: object) -> str:
    r"""Return a value as a JavaScript literal that is safe in a script, in a template literal and in a Jinja template.

    In its strings, keys included, all but ASCII letters, digits and harmless punctuation is written as \uXXXX; outside
    of them no two braces are adjacent.

    >>> literal({"a": "{{"})
    '{"a": "\\u007b\\u007b"}'

    Raises:
        ValueError: a number that JSON cannot hold (NaN, infinity).
        TypeError: a value that JSON cannot hold.
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    return _STRING_OR_BRACES.sub(_safe, written)


def identifier(text: str) -> str:
    """Return text reduced to the characters of an id: letters, digits, `-` and `_`.

    >>> identifier("a b<c>_1")
    'abc_1'
    """
    return re.sub(r"[^A-Za-z0-9_-]", "", text)


def _safe(piece: re.Match[str]) -> str:
    """Return a matched string with its unsafe characters as UTF-16 units; for a gap between two braces a space."""
    string = piece.group()
    if not string:
        return " "
    text = json.loads(string) if "\\" in string else string[1:-1]
    return f'"{_SCRIPT_UNSAFE.sub(_units, text)}"'


def _units(character: re.Match[str]) -> str:
    coded = character.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{coded[i]:02x}{coded[i + 1]:02x}" for i in range(0, len(coded), 2))
