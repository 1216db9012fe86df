"""The colours and the typeface that page, map, chart and slide share; `.streamlit/config.toml` repeats some of them."""

from typing import Final

INK: Final = "#1d1f22"
SOFT_INK: Final = "#4a4f55"
GREY: Final = "#5e646b"
HAIRLINE: Final = "#dedad2"
PAPER: Final = "#fbfaf7"
WHITE: Final = "#ffffff"

LINE: Final = "#e8e4dc"
"""Thin lines inside tables and charts."""
HOVER: Final = "#f3f0ea"
SHADE: Final = "#ebe8df"
"""Behind a selected row or period."""

ATTACK: Final = "#c4411f"
RESPONSE: Final = "#1f5fa8"
OTHER: Final = "#7a7f87"
CONTEXT: Final = "#7a4f9e"

DEEP_ATTACK: Final = "#b23a1b"
PALE_ATTACK: Final = "#e9a08a"
PALE_RESPONSE: Final = "#9dbbdc"
PALE_OTHER: Final = "#bcc0c5"
"""The chart draws killed and wounded in a deep and a pale shade of each colour."""

WATER: Final = "#dce6ea"
TYPEFACE: Final = "Source Sans"

_VARIABLES: Final = {
    "ink": INK,
    "soft-ink": SOFT_INK,
    "grey": GREY,
    "hairline": HAIRLINE,
    "paper": PAPER,
    "line": LINE,
    "hover": HOVER,
    "shade": SHADE,
    "attack": ATTACK,
    "deep-attack": DEEP_ATTACK,
    "pale-attack": PALE_ATTACK,
    "response": RESPONSE,
    "pale-response": PALE_RESPONSE,
    "other": OTHER,
    "pale-other": PALE_OTHER,
    "context": CONTEXT,
    "water": WATER,
}


def variables() -> dict[str, str]:
    """Return the colours as CSS variables by name.

    >>> variables()["--bw-ink"]
    '#1d1f22'
    """
    return {f"--bw-{name}": colour for name, colour in _VARIABLES.items()}


def css() -> str:
    """Return the CSS rule that defines the variables; each style sheet of the page needs it before it."""
    return f":root{{{''.join(f'{name}:{colour};' for name, colour in variables().items())}}}"
