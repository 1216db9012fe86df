"""The snapshot: a view as one HTML file with map, chart, table and sources; it needs no server and no network."""

import base64
import re
from typing import Final

import pandas as pd
import vl_convert

from components import assets, escape, theme
from components.map import event_map
from components.slide import slide, slide_chart
from components.slide.canvas import FILES, Canvas
from components.slide.image_export import metadata, register_fonts
from components.slide.slide_data import Brief
from data.text import completeness, figures, harm, title, when
from data.view import day_in_words
from geo import basemap

_CHART: Final = (560, 320)
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
)
_STYLE: Final = (assets.OWN / "snapshot.css").read_text(encoding="utf-8")


def html(brief: Brief) -> str:
    """The snapshot of a brief; equal briefs make equal files."""
    names = {"Title", "Author", "Subject", "Source", "Description"}
    told = "".join(
        f'<meta name="{name.lower()}" content="{escape.html(words)}">'
        for name, words in metadata(brief).items()
        if name in names
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">{told}',
            f"<title>{escape.html(brief.heading)}</title>",
            f"<style>{_styles()}</style></head><body>",
            _banner(brief),
            _head(brief),
            f'<div class="bw-two"><div id="map"></div><div>{_chart(brief)}{_notes(brief)}</div></div>',
            _table(brief),
            _foot(brief),
            _banner(brief),
            f"<script>{_scripts()}</script><script>{_start(brief)}</script></body></html>",
        ]
    )


def _styles() -> str:
    leaflet = re.sub(r"url\([^)]*\)", "none", (assets.LEAFLET / "leaflet.css").read_text(encoding="utf-8"))
    own = (assets.OWN / "map.css").read_text(encoding="utf-8")
    own = own.replace("html, body { height: 100%; overflow: hidden; }", "")
    return f"{theme.css()}{_face()}{leaflet}{own}{_STYLE}"


def _face() -> str:
    return "".join(
        f"@font-face{{font-family:'Source Sans';font-weight:{weight};src:url({_data_address(name)})}}"
        for name, weight in (("normal", "400"), ("bold", "600"))
    )


def _data_address(name: str) -> str:
    return "data:font/ttf;base64," + base64.b64encode(FILES[name].read_bytes()).decode("ascii")


def _scripts() -> str:
    files = [assets.LEAFLET / "leaflet.js", *(assets.OWN / name for name in (*event_map.SCRIPTS, "map/snapshot.js"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"//# sourceMappingURL=.*", "", text)


def _start(brief: Brief) -> str:
    """Mount the map as the page would, with the base map and everything else in the file."""
    config = event_map.config(brief.bases, basemap.load(), "")
    shown = event_map.Shown(brief.view, brief.groups, brief.members)
    state = event_map.map_state(shown, None, brief.view.at)
    return f"basewatch.snapshot({escape.literal(config)}, {escape.literal(state)});"


def _banner(brief: Brief) -> str:
    return f'<div class="bw-banner">{escape.html(brief.view.banner.upper())}</div>' if brief.view.banner else ""


def _head(brief: Brief) -> str:
    told = "".join(
        f"<span><b>{escape.html(number)}</b> {escape.html(words)}</span>"
        for number, words in figures(brief.counts, brief.tolls)
    )
    aside = " · ".join(words for words in (brief.view.organisation, slide.as_of_in_words(brief)) if words)
    heading = f"<h1>{escape.html(brief.heading)}</h1>"
    return f'<header><p class="bw-aside">{escape.html(aside)}</p>{heading}<p>{told}</p></header>'


def _chart(brief: Brief) -> str:
    register_fonts()
    canvas = Canvas(*_CHART)
    slide_chart.draw(canvas, (0, 0, *_CHART), brief)
    drawn = vl_convert.vegalite_to_svg(canvas.spec())
    return drawn.replace("Source Sans Pro", "Source Sans")


def _notes(brief: Brief) -> str:
    items = "".join(f"<li>{escape.html(note.text)}</li>" for note in brief.view.note)
    return f"<h2>Notes</h2><ol>{items}</ol>" if items else ""


def _table(brief: Brief) -> str:
    if brief.events.empty:
        return "<p>No event matches all filters.</p>"
    rows = "".join(_event(row, brief.quotes) for row in brief.events.itertuples())
    note = (
        f"The newest {len(brief.events):,} of {brief.counts.shown:,} events"
        if len(brief.events) < brief.counts.shown
        else "Events"
    )
    return f"<h2>{note}</h2>{rows}"


def _event(row: pd.Series, quotes: pd.DataFrame) -> str:
    own = quotes[quotes["event_id"] == row.event_id]
    told = "".join(
        f"<blockquote>“{escape.html(quote.quote)}”<cite>{escape.html(quote.title)}, {escape.html(quote.publisher)}, "
        f"{escape.html(day_in_words(quote.date_published.date()))}</cite></blockquote>"
        for quote in own.itertuples()
    )
    cells = "".join(f"<span>{escape.html(words)}</span>" for words in (when(row), title(row), row.country, harm(row)))
    return (
        f'<details id="{escape.identifier(row.event_id)}"><summary>{cells}</summary>'
        f"<p>{escape.html(row.summary)}</p>{told}</details>"
    )


def _foot(brief: Brief) -> str:
    lines = [
        f"{completeness(brief.counts, brief.view)} {slide.filters_in_words(brief)}",
        slide.sources_in_words(brief),
        slide.provenance(brief),
        "Base map: Natural Earth (public domain). Towns: GeoNames (CC BY 4.0).",
    ]
    return f"<footer>{''.join(f'<p>{escape.html(line)}</p>' for line in lines)}</footer>"
