"""The colours and the typeface that page, map, chart and slide share; `.streamlit/config.toml` repeats four of them."""

from typing import Final

INK: Final = "#1d1f22"
SOFT_INK: Final = "#4a4f55"
GREY: Final = "#5e646b"
HAIRLINE: Final = "#dedad2"
PAPER: Final = "#fbfaf7"
WHITE: Final = "#ffffff"

ATTACK: Final = "#c4411f"
RESPONSE: Final = "#1f5fa8"
OTHER: Final = "#7a7f87"
CONTEXT: Final = "#7a4f9e"

WATER: Final = "#dce6ea"
TYPEFACE: Final = "Source Sans"

_VARIABLES: Final = {
    "ink": INK,
    "soft-ink": SOFT_INK,
    "grey": GREY,
    "hairline": HAIRLINE,
    "paper": PAPER,
    "attack": ATTACK,
    "response": RESPONSE,
    "other": OTHER,
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
