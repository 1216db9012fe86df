"""The colours and the typeface that page, map, chart and slide share; `.streamlit/config.toml` repeats some of them.

A colour is two colours: one for a light page and one for a dark page. The page, the map's frame and the chart use them
as CSS variables, which follow the system's colour scheme; a slide, a snapshot and paper are always light.
`tests/unit/test_theme.py` tests their contrast.
"""

from collections.abc import Mapping
from typing import Any, Final, Self

_ALL: Final[dict[str, "Colour"]] = {}


class Colour(str):
    """A colour of the theme: as text it is that of a light page; `dark` is that of a dark page.

    >>> INK, INK.dark, INK.variable
    ('#1d1f22', '#e8e5df', '--bw-ink')
    """

    __slots__ = ("dark", "name")
    dark: str
    name: str

    def __new__(cls, name: str, light: str, dark: str) -> Self:
        """Make the colour, and the variable with its name."""
        made = super().__new__(cls, light)
        made.name, made.dark = name, dark
        return made

    def __getnewargs__(self) -> tuple[str, str, str]:  # type: ignore[override]
        """Return what a copy is made of."""
        return self.name, str(self), self.dark

    @property
    def variable(self) -> str:
        """The name of its CSS variable."""
        return f"--bw-{self.name}"


def _colour(name: str, light: str, dark: str) -> Colour:
    made = Colour(name, light, dark)
    _ALL[name] = made
    return made


INK: Final = _colour("ink", "#1d1f22", "#e8e5df")
SOFT_INK: Final = _colour("soft-ink", "#4a4f55", "#c3c6ca")
GREY: Final = _colour("grey", "#5e646b", "#a3a9b0")
HAIRLINE: Final = _colour("hairline", "#dedad2", "#3a4047")
PAPER: Final = _colour("paper", "#fbfaf7", "#16181b")
RAISED: Final = _colour("raised", "#ffffff", "#1f2328")
"""Behind what lies above the page or the map."""
WHITE: Final = "#ffffff"

LINE: Final = _colour("line", "#e8e4dc", "#2c3137")
"""Thin lines inside tables and charts."""
HOVER: Final = _colour("hover", "#f3f0ea", "#1f2226")
SHADE: Final = _colour("shade", "#ebe8df", "#2c3137")
"""Behind a selected row or period."""
CONTROL: Final = _colour("control", "#85817a", "#7d8389")
"""The outline of what can be chosen or filled in."""

ATTACK: Final = _colour("attack", "#c4411f", "#f08a66")
RESPONSE: Final = _colour("response", "#1f5fa8", "#74aeec")
OTHER: Final = _colour("other", "#6f747c", "#a3a9b0")
CONTEXT: Final = _colour("context", "#7a4f9e", "#c39ae6")
ON_SYMBOL: Final = _colour("on-symbol", "#ffffff", "#101214")
"""Numbers, icons and outlines of symbols in the colours above."""

DEEP_ATTACK: Final = _colour("deep-attack", "#a3320f", "#f08a66")
PALE_ATTACK: Final = _colour("pale-attack", "#e9a08a", "#863b25")
PALE_RESPONSE: Final = _colour("pale-response", "#9dbbdc", "#2c537d")
PALE_OTHER: Final = _colour("pale-other", "#bcc0c5", "#4d5359")
"""The chart draws killed and wounded in a strong and a weak shade of each colour; the weak one is outlined."""

WATER: Final = _colour("water", "#dce6ea", "#0e161c")
LAND: Final = _colour("land", "#f1eee8", "#23272c")
FOCUS: Final = _colour("focus", "#ffffff", "#31373e")
"""The four countries."""
COAST: Final = _colour("coast", "#c9c4b8", "#4a5159")
BORDER: Final = _colour("border", "#a9a395", "#69717a")
GOVERNORATE: Final = _colour("governorate", "#e4dfd5", "#414850")
RIVER: Final = _colour("river", "#d3e0e6", "#1a2930")
COUNTRY_NAME: Final = _colour("country-name", "#66625b", "#a39f98")
WATER_NAME: Final = _colour("water-name", "#4d6877", "#7f9aab")
TOWN_DOT: Final = _colour("town-dot", "#9a9c9e", "#7d8389")

_FORCED: Final = {
    **dict.fromkeys((INK, SOFT_INK, GREY, HAIRLINE, CONTROL), "CanvasText"),
    **dict.fromkeys((PAPER, RAISED, HOVER, SHADE), "Canvas"),
    LINE: "CanvasText",
}
"""The system's colours in place of those that are no data."""

TYPEFACE: Final = "Source Sans"


def in_page(value: Any) -> Any:
    """Return a value, with what it contains, as the page's scripts need it: with CSS variables in place of colours.

    >>> in_page({"colours": [INK, "#fff"], "size": 8})
    {'colours': ['var(--bw-ink)', '#fff'], 'size': 8}
    """
    if isinstance(value, Colour):
        return f"var({value.variable})"
    if isinstance(value, Mapping):
        return {key: in_page(one) for key, one in value.items()}
    return [in_page(one) for one in value] if isinstance(value, list | tuple) else value


def variables(*, dark: bool = False) -> dict[str, str]:
    """Return the colours of a light or a dark page as CSS variables by name.

    >>> variables()["--bw-ink"]
    '#1d1f22'
    """
    return {colour.variable: colour.dark if dark else str(colour) for colour in _ALL.values()}


def css() -> str:
    """Return the CSS rules that define the variables; each style sheet of the page needs them before it.

    On paper they are those of a light page, without its tint. Where the system forces colours, only those of data stay.
    """
    dark = f"@media screen and (prefers-color-scheme:dark){{{_rule('dark', variables(dark=True))}}}"
    forced = "".join(f"{colour.variable}:{system};" for colour, system in _FORCED.items())
    white = "".join(f"{colour.variable}:{WHITE};" for colour in (PAPER, HOVER, RAISED))
    return f"{light_css()}{dark}@media print{{:root{{{white}}}}}@media (forced-colors:active){{:root{{{forced}}}}}"


def light_css() -> str:
    """Return the CSS rule of a page that is always light."""
    return _rule("light", variables())


def _rule(scheme: str, values: Mapping[str, str]) -> str:
    return f":root{{color-scheme:{scheme};{''.join(f'{name}:{colour};' for name, colour in values.items())}}}"
