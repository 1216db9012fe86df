"""The border where text from outside enters a page: everything that is shown passes through here.

Folium and branca put strings raw into JavaScript and into a second Jinja template, and HTML is HTML; so text becomes
character references for HTML and backslash-u sequences for JavaScript before either sees it.
"""

import json
import re
from typing import Final

_HTML: Final = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`{}$\\"}
_SCRIPT_UNSAFE: Final = re.compile(r"""[^ !#%()*+,\-./0-9:;=?@A-Z\[\]^_a-z|~]""")
_STRING_OR_BRACES: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(?<=[{}])(?=[{}%#])')


def html(text: object) -> str:
    """`text` for use in HTML, between tags or in a quoted attribute; an empty string for None."""
    return "" if text is None else str(text).translate(_HTML)


def markdown(text: object) -> str:
    """`text` for a label that Streamlit reads as Markdown: nothing in it is taken for a sign."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in str(text))


def literal(value: object) -> str:
    r"""`value` as a JavaScript literal that is safe in a script, in a template literal and in a Jinja template.

    In its strings all but plain letters, digits and harmless punctuation is written as \uXXXX, keys included; outside
    them no two braces stand together.

    Raises:
        ValueError: a number that JSON cannot hold (NaN, infinity).
        TypeError: a value that JSON cannot hold.
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    return _STRING_OR_BRACES.sub(_safe, written)


def identifier(text: str) -> str:
    """`text` reduced to what an id may hold: letters, digits, `-` and `_`."""
    return re.sub(r"[^A-Za-z0-9_-]", "", text)


def _safe(piece: re.Match[str]) -> str:
    """A string with all that is unsafe in it written as units; a space for the seam between two braces."""
    string = piece.group()
    if not string:
        return " "
    text = json.loads(string) if "\\" in string else string[1:-1]
    return f'"{_SCRIPT_UNSAFE.sub(_units, text)}"'


def _units(character: re.Match[str]) -> str:
    coded = character.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{coded[i]:02x}{coded[i + 1]:02x}" for i in range(0, len(coded), 2))
