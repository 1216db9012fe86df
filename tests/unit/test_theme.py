"""The theme's colours: contrast (WCAG 2.2) on a light and a dark page, and the same colours in Streamlit's widgets."""

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from components import symbology, theme
from components.files import STATIC
from components.theme import Colour

ROOT = Path(__file__).parents[2]
TEXT = 4.5
SHAPE = 3.0
SURFACES = (theme.PAPER, theme.RAISED, theme.HOVER)
GROUNDS = (theme.LAND, theme.FOCUS)
WEAK = (theme.PALE_ATTACK, theme.PALE_RESPONSE, theme.PALE_OTHER)
STRONG = (theme.DEEP_ATTACK, theme.RESPONSE, theme.GREY)
SYMBOLS = (theme.ATTACK, theme.RESPONSE, theme.OTHER)
PAIRS = [
    *((text, ground, TEXT) for text in (theme.INK, theme.SOFT_INK, theme.GREY) for ground in (*SURFACES, theme.SHADE)),
    *((text, ground, TEXT) for text in (theme.RESPONSE, theme.CONTEXT) for ground in SURFACES),
    *((theme.ATTACK, ground, TEXT) for ground in (theme.PAPER, theme.RAISED)),
    *(
        (look.colour, ground, TEXT)
        for look in symbology.LABELS.values()
        if look.halo
        for ground in (*GROUNDS, theme.WATER)
    ),
    (theme.WATER_NAME, theme.WATER, TEXT),
    *((theme.ON_SYMBOL, symbol, TEXT) for symbol in SYMBOLS),
    *((symbol, ground, SHAPE) for symbol in SYMBOLS for ground in (*GROUNDS, theme.WATER, *SURFACES)),
    *((theme.CONTROL, ground, SHAPE) for ground in SURFACES),
    *((theme.INK, ground, SHAPE) for ground in (theme.CONTROL, *SURFACES)),  # chosen beside not chosen
    *((strong, ground, SHAPE) for strong in STRONG for ground in SURFACES),
    *((strong, weak, SHAPE) for strong, weak in zip(STRONG, WEAK, strict=True)),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_controls_symbols_and_columns_stand_out(scheme: str) -> None:
    low = [
        (one, other, round(ratio, 2))
        for one, other, least in PAIRS
        if (ratio := contrast(in_scheme(one, scheme), in_scheme(other, scheme))) < least
    ]
    assert low == []


def in_scheme(colour: str, scheme: str) -> str:
    assert isinstance(colour, Colour)
    return colour.dark if scheme == "dark" else str(colour)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_widgets_of_streamlit_have_the_theme_s_colours(scheme: str) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert "base" not in config["theme"]  # it would switch one of the two schemes off
    colours = theme.variables(dark=scheme == "dark")
    wanted: dict[str, Any] = {
        "primaryColor": "ink",
        "textColor": "ink",
        "backgroundColor": "paper",
        "secondaryBackgroundColor": "hover",
        "linkColor": "response",
        "borderColor": "control",
        "dataframeBorderColor": "hairline",
    }
    given = config["theme"][scheme]
    assert {name: given[name] for name in wanted} == {name: colours[f"--bw-{words}"] for name, words in wanted.items()}
    assert given["sidebar"] == {
        "backgroundColor": colours["--bw-hover"],
        "secondaryBackgroundColor": colours["--bw-paper"],
    }


def test_the_scripts_of_the_page_get_no_colour_of_one_scheme() -> None:
    assert re.findall(r"#[0-9a-f]{6}\b", str(symbology.config())) == []
    assert symbology.config()["colours"]["attack"] == "var(--bw-attack)"  # type: ignore[index]


def test_a_copy_of_a_colour_is_a_colour() -> None:
    again = copy.deepcopy(theme.INK)
    assert (again, again.dark, again.variable) == (theme.INK, theme.INK.dark, "--bw-ink")


def test_style_sheets_of_the_page_hold_no_colour_of_their_own() -> None:
    sheets = [sheet for sheet in STATIC.rglob("*.css") if "leaflet" not in sheet.parts]
    found = {sheet.name: re.findall(r"(?<=[:, ])#(?:[0-9a-f]{3}|[0-9a-f]{6})\b", sheet.read_text()) for sheet in sheets}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_paper_is_light() -> None:
    light, dark = theme.css().split("@media screen and (prefers-color-scheme:dark)")
    assert light == theme.light_css()
    assert theme.INK in light
    assert theme.INK.dark in dark
