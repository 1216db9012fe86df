"""Write the snapshot: one HTML file with map, chart, events and sources, which needs no server and no network."""

import base64
import re
from typing import Any, Final

import pandas as pd

from components import escape, theme
from components.chart import chart_words, payload, timeline
from components.files import FONTS, LEAFLET, STATIC
from components.map import map_state
from components.map.layers import Shown
from components.page_data import SlideData
from components.slide import slide_chart
from components.slide.formats import svg
from components.slide.slide_text import NO_EVENT, aside_lines, foot_lines, metadata
from components.slide.svg import ARABIC_FAMILY, ARABIC_FILES, FAMILY_CSS, WEIGHTS, Canvas, has_arabic
from components.symbology import MAP_CREDIT
from data.rows import iter_rows
from data.text import figures, harm, title, when
from data.view import day_in_words
from geo import basemap

_CHART: Final = (560, 320)
_FAMILY: Final = "Source Sans"
"""The name of the typeface in the styles of the page."""
_ARABIC_CREDIT: Final = (
    "Arabic typeface: Noto Sans Arabic (© 2022 The Noto Project Authors; SIL Open Font License 1.1, "
    "https://openfontlicense.org)."
)
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
)
_STYLE: Final = (STATIC / "snapshot.css").read_text(encoding="utf-8")


def write(data: SlideData) -> bytes:
    """Return the snapshot as a file."""
    return page(data).encode()


def page(data: SlideData) -> str:
    """Return the snapshot of a view as HTML."""
    body = _body(data)
    places = "".join(data.groups["location"].dropna())
    described = "".join(
        f'<meta name="{name.lower()}" content="{escape.html(words)}">' for name, words in metadata(data).items()
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">{described}',
            f"<title>{escape.html(data.heading)}</title>",
            f"<style>{_styles()}{_arabic_faces(body + places)}</style></head><body>{body}",
            f"<script>{_scripts()}</script><script>{_map_call(data)}</script></body></html>",
        ]
    )


def _body(data: SlideData) -> str:
    parts = [
        _banner(data),
        _head(data),
        f'<div class="bw-two"><div id="map"></div><div>{_chart(data)}{_notes(data)}</div></div>',
        _table(data),
    ]
    words = "\n".join(parts)
    return f"{words}\n{_foot(data, with_arabic=has_arabic(words))}\n{_banner(data)}"


def _arabic_faces(words: str) -> str:
    """Return the typeface of the Arabic letters in the words, reduced to them; empty where there is none."""
    letters = "".join(sorted(letter for letter in set(words) if has_arabic(letter)))
    if not letters:
        return ""
    return "".join(svg.face(ARABIC_FAMILY, weight, ARABIC_FILES[weight], letters) for weight in WEIGHTS)


def _styles() -> str:
    leaflet = re.sub(r"url\([^)]*\)", "none", (LEAFLET / "leaflet.css").read_text(encoding="utf-8"))
    map_style = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("map.css", "help.css"))
    map_style = map_style.replace("html, body { height: 100%; overflow: hidden; }", "")
    return f"{theme.light_css()}{_face()}{leaflet}{map_style}{_STYLE}"


def _face() -> str:
    font = base64.b64encode((FONTS / "SourceSans3VF-Upright.woff2").read_bytes()).decode("ascii")
    return f"@font-face{{font-family:'{_FAMILY}';font-weight:200 900;src:url(data:font/woff2;base64,{font})}}"


def _scripts() -> str:
    files = [LEAFLET / "leaflet.js", *(STATIC / name for name in (*map_state.SCRIPTS, "map/snapshot.js"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    licence = (LEAFLET / "LICENSE").read_text(encoding="utf-8")
    return f"/* Leaflet:\n{licence}*/\n" + re.sub(r"//# sourceMappingURL=.*", "", text)


def _map_call(data: SlideData) -> str:
    """Return the script that mounts the map as the page does, with the base map in the file."""
    config = map_state.config(data.bases, {"region": basemap.load(), "world": basemap.world()}, "")
    state = map_state.map_state(Shown(data.view, data.groups, data.members), None, data.view.at, data.home)
    return f"basewatch.snapshot({escape.literal(config)}, {escape.literal(state)});"


def _banner(data: SlideData) -> str:
    return f'<div class="bw-banner">{escape.html(data.view.banner.upper())}</div>' if data.view.banner else ""


def _head(data: SlideData) -> str:
    pairs = "".join(
        f"<span><b>{escape.html(number)}</b> {escape.html(words)}</span>"
        for number, words in figures(data.counts, data.tolls)
    )
    aside = " · ".join(aside_lines(data))
    heading = f'<h1 dir="auto">{escape.html(data.heading)}</h1>'
    doubt = f"<p>{escape.html(data.contradiction)}</p>" if data.contradiction else ""
    return f'<header><p class="bw-aside">{escape.html(aside)}</p>{heading}<p>{pairs}</p>{doubt}</header>'


def _chart(data: SlideData) -> str:
    canvas = Canvas(*_CHART)
    slide_chart.draw(canvas, (0, 0, *_CHART), data)
    differing = "".join(f"<p>{escape.html(words)}</p>" for words in data.differing)
    months = " ".join(payload.month_words(timeline.of_page(data)).values()).replace("\n", ", ")
    head = f"<title>{chart_words.title(data.view)}</title><desc>{escape.html(months)}</desc>"
    picture = canvas.svg(head).replace("<svg ", '<svg role="img" ', 1)
    return picture.replace(FAMILY_CSS, f"'{_FAMILY}'") + differing


def _notes(data: SlideData) -> str:
    items = "".join(f'<li dir="auto">{escape.html(note.text)}</li>' for note in data.view.note)
    return f"<h2>Notes</h2><ol>{items}</ol>" if items else ""


def _table(data: SlideData) -> str:
    if data.events.empty:
        return f"<p>{NO_EVENT}</p>"
    rows = "".join(_event(row, data.quotes) for row in iter_rows(data.events))
    note = (
        f"The newest {len(data.events):,} of {data.counts.shown:,} events"
        if len(data.events) < data.counts.shown
        else "Events"
    )
    return f"<h2>{note}</h2>{rows}"


def _event(row: Any, quotes: pd.DataFrame) -> str:
    cited = "".join(
        f'<blockquote dir="auto">“{escape.html(quote.quote)}”<cite>'
        f"{escape.html(quote.title)}, {escape.html(quote.publisher)}, "
        f"{escape.html(day_in_words(quote.date_published.date()))}</cite></blockquote>"
        for quote in iter_rows(quotes[quotes["event_id"] == row.event_id])
    )
    cells = "".join(
        f'<span dir="auto">{escape.html(words)}</span>' for words in (when(row), title(row), row.country, harm(row))
    )
    return (
        f'<details id="{escape.identifier(row.event_id)}"><summary>{cells}</summary>'
        f'<p dir="auto">{escape.html(row.summary)}</p>{cited}</details>'
    )


def _foot(data: SlideData, *, with_arabic: bool) -> str:
    lines = [
        *foot_lines(data),
        MAP_CREDIT,
        "In this file: Leaflet (© Volodymyr Agafonkin, CloudMade; BSD 2-Clause licence).",
        "Typeface: Source Sans 3 (© Adobe; SIL Open Font License 1.1, https://openfontlicense.org).",
        *([_ARABIC_CREDIT] if with_arabic else []),
    ]
    return f"<footer>{''.join(f'<p>{escape.html(line)}</p>' for line in lines)}</footer>"
