"""The slide as PowerPoint: a real title, the map as a picture, a chart that can be edited, sources in the notes."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import pandas as pd
import vl_convert
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from components.chart.chart_spec import COLOURS, EMPTY
from components.slide import slide, slide_map
from components.slide.canvas import Canvas, Type
from components.slide.image_export import metadata, register_fonts
from components.slide.slide_data import Brief
from data.terms import SIDE_GROUPS
from data.text import completeness, figures, harm, title, when
from data.view import day_in_words

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
FONT: Final = "Arial"
"""On every machine with an office suite, or with one that has its metrics."""
_MAP_PIXELS: Final = (940, 640)
_FIGURES_WIDE: Final = 800
"""Points in which the figures stand on one line: what they measure in the slide's typeface, Arial is wider."""
_TOLD, _TOLD_WIDE = Type(19), 588
"""What is told of a selected event, in pixels of a slide 1600 wide: 10 points of a face wider than the slide's."""
_ROWS: Final = 14
_PROPERTY: Final = 255
"""The letters that Office allows a property; the notes hold the whole."""
_SERIES: Final = (
    ("Killed in attacks", "attack", "killed"),
    ("Wounded in attacks", "attack", "wounded"),
    ("Killed in strikes", "answer", "killed"),
    ("Wounded in strikes", "answer", "wounded"),
)
_FIXED: Final = (1980, 1, 1, 0, 0, 0)


def pptx(brief: Brief) -> bytes:
    """The presentation: the slide, the table of its events, and the sources with their quotations in the notes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _properties(deck, brief)
    _first(deck, brief)
    _table(deck, brief)
    made = BytesIO()
    deck.save(made)
    return _settled(made.getvalue(), brief)


def chart_data(brief: Brief) -> tuple[list[str], dict[str, list[int]]]:
    """The native chart's months and series: the engine's preferred figures, those of strikes as well above the line."""
    tolls = brief.tolls
    if tolls.empty:
        return [], {}
    months = pd.PeriodIndex(pd.to_datetime(tolls["month"]), freq="M")
    axis = list(pd.period_range(months.min(), months.max(), freq="M"))
    groups = tolls["side"].map(SIDE_GROUPS)
    series = {}
    for words, group, harmed in _SERIES:
        part = tolls[(groups == group) & (tolls["harm"] == harmed)]
        summed = part.groupby(pd.PeriodIndex(pd.to_datetime(part["month"]), freq="M"))["best"].sum()
        series[words] = [int(summed.get(month, 0)) for month in axis]
    return [f"{month.start_time:%b %Y}" for month in axis], series


def _properties(deck: Any, brief: Brief) -> None:
    told, core = metadata(brief), deck.core_properties
    core.title, core.author, core.subject = (told[name][:_PROPERTY] for name in ("Title", "Author", "Subject"))
    core.comments, core.keywords = told["Description"][:_PROPERTY], brief.fingerprint
    core.created = core.modified = brief.as_of
    core.last_modified_by, core.revision, core.version = "Basewatch", 1, brief.version


def _first(deck: Any, brief: Brief) -> None:
    page = _page(deck, brief, brief.heading)
    _words(
        page, (9.6, 0.36, 3.35, 0.6), [brief.view.organisation, slide.as_of_in_words(brief)], 12, align=PP_ALIGN.RIGHT
    )
    told = "    ".join(f"{number} {words}" for number, words in figures(brief.counts, brief.tolls))
    # The smallest size leaves room for two lines.
    size = next((size for size in (15, 14, 13) if Type(size, "bold").width(told) < _FIGURES_WIDE), 11.5)
    _words(page, (0.38, 1.06, 12.6, 0.4), [told], size, bold=True)
    picture = page.shapes.add_picture(BytesIO(_map_picture(brief)), Inches(0.38), Inches(1.5), height=Inches(5.05))
    picture.name = "Map"
    alt = f"Map: {brief.heading}. {completeness(brief.counts, brief.view)}"
    picture._element._nvXxPr.cNvPr.set("descr", alt)  # noqa: SLF001 - python-pptx has no other way to an alternative text
    left = 0.38 + 5.05 * _MAP_PIXELS[0] / _MAP_PIXELS[1] + 0.25
    _chart(page, brief, (left, 1.45, 12.95 - left, 3.3))
    _words(page, (left, 4.85, 12.95 - left, 1.7), _story(brief), 10 if brief.story and not brief.view.note else 12)
    foot = [
        f"{completeness(brief.counts, brief.view)} {slide.filters_in_words(brief)}",
        slide.sources_in_words(brief),
        slide.provenance(brief),
    ]
    _words(page, (0.38, 6.62, 12.6, 0.65), foot, 8.5)
    page.notes_slide.notes_text_frame.text = _notes(brief)


def _story(brief: Brief) -> list[str]:
    if brief.view.note:
        return [f"{n}  {note.text}" for n, note in enumerate(brief.view.note, start=1)]
    events = [f"{title(row)}: {when(row)}, {harm(row)}" for row in slide.offered(brief).itertuples()]
    return events + [" ".join(lines) for lines in slide.fitting(slide.told_of_selected(brief), _TOLD, _TOLD_WIDE, 9)]


def _map_picture(brief: Brief) -> bytes:
    register_fonts()
    canvas = Canvas(*_MAP_PIXELS)
    slide_map.draw(canvas, (0, 0, *_MAP_PIXELS), brief)
    return vl_convert.vegalite_to_png(canvas.spec(), scale=2)


def _chart(page: Any, brief: Brief, box: Sequence[float]) -> None:
    months, series = chart_data(brief)
    if not months:
        _words(page, box, [EMPTY["harm"] if brief.counts.shown else "No event to draw."], 12)
        return
    data = CategoryChartData()
    data.categories = months
    for words, values in series.items():
        data.add_series(words, values)
    chart = page.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *(Inches(edge) for edge in box), data).chart
    chart.has_title, chart.has_legend = True, True
    chart.chart_title.text_frame.text = "Killed and wounded by month (preferred figure, or the lowest)"
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.size, chart.font.name = Pt(10), FONT
    for plotted, (_, group, harmed) in zip(chart.plots[0].series, _SERIES):
        plotted.format.fill.solid()
        plotted.format.fill.fore_color.rgb = RGBColor.from_string(COLOURS[f"{group} {harmed}"].removeprefix("#"))
    chart.plots[0].gap_width, chart.plots[0].overlap = 35, 100


def _table(deck: Any, brief: Brief) -> None:
    """The events of the view, so many to a slide; an empty view has one slide with a sentence."""
    events = brief.events
    for first in range(0, max(len(events), 1), _ROWS):
        part = events.iloc[first : first + _ROWS]
        page = _page(
            deck,
            brief,
            f"Events {first + 1} to {first + len(part)} of {brief.counts.shown:,}" if len(part) else "Events",
        )
        if part.empty:
            _words(page, (0.35, 1.4, 12, 0.5), ["No event matches all filters."], 16)
            return
        heads = ("When", "Event", "Country", "Who", "Toll as reported", "Sources")
        widths = (2.2, 3.6, 0.9, 2.6, 2.3, 1.0)
        grid = page.shapes.add_table(
            len(part) + 1, len(heads), Inches(0.38), Inches(1.1), Inches(12.6), Inches(5.6)
        ).table
        for n, width in enumerate(widths):
            grid.columns[n].width = Inches(width)
        for r, cells in enumerate([heads, *(_cells(row) for row in part.itertuples())]):
            for n, words in enumerate(cells):
                _cell(grid.cell(r, n), words, head=r == 0)


def _cells(row: Any) -> tuple[str, ...]:
    who = "nobody named" if pd.isna(row.actor) else f"{row.actor}, {row.actor_basis}"
    return when(row), title(row), row.country, who, harm(row), str(len(row.source.split(";")))


def _cell(cell: Any, words: str, *, head: bool) -> None:
    cell.text = words
    cell.margin_top = cell.margin_bottom = Emu(20000)
    font = cell.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.name = Pt(10.5), head, FONT
    font.color.rgb = RGBColor.from_string("FFFFFF" if head else "1D1F22")
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string("1D1F22" if head else "FBFAF7")


def _page(deck: Any, brief: Brief, words: str) -> Any:
    page = deck.slides.add_slide(deck.slide_layouts[5])
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = RGBColor.from_string("FBFAF7")
    heading = page.shapes.title
    heading.left, heading.top, heading.width, heading.height = (Inches(edge) for edge in (0.25, 0.32, 9.4, 0.7))
    heading.text = words
    heading.text_frame.word_wrap, heading.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    paragraph = heading.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    font = paragraph.runs[0].font
    font.size, font.bold, font.name = Pt(20 if len(words) > 90 else 24), True, FONT  # noqa: PLR2004 - letters of a line
    if brief.view.banner:
        for top in (0, 7.25):
            _banner(page, brief.view.banner, top)
    return page


def _banner(page: Any, words: str, top: float) -> None:
    box = page.shapes.add_textbox(0, Inches(top), WIDTH, Inches(0.25))
    box.name = "Handling banner"
    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor.from_string("1D1F22")
    box.text_frame.word_wrap = True
    _fill(box.text_frame, [words.upper()], 11, bold=True, align=PP_ALIGN.CENTER, colour="FFFFFF")


def _words(page: Any, box: Sequence[float], lines: Sequence[str], size: float, **look: Any) -> None:
    frame = page.shapes.add_textbox(*(Inches(edge) for edge in box)).text_frame
    frame.word_wrap, frame.margin_left = True, Emu(0)
    _fill(frame, [line for line in lines if line], size, **look)


def _fill(
    frame: Any,
    lines: Sequence[str],
    size: float,
    *,
    bold: bool = False,
    align: Any = PP_ALIGN.LEFT,
    colour: str = "3B4046",
) -> None:
    frame.margin_top = frame.margin_bottom = Emu(0)
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = RGBColor.from_string(colour)


def _notes(brief: Brief) -> str:
    """The speaker's notes: what is shown, and each event's quotations with their documents."""
    told = [
        brief.heading,
        f"{completeness(brief.counts, brief.view)} {slide.filters_in_words(brief)}",
        slide.provenance(brief),
        "",
    ]
    for event in brief.events.itertuples():
        told.append(f"{title(event)}, {when(event)}: {harm(event)}")
        quotes = brief.quotes[brief.quotes["event_id"] == event.event_id]
        told += [
            f"  “{quote.quote}” {quote.title}, {quote.publisher}, {day_in_words(quote.date_published.date())}"
            for quote in quotes.itertuples()
        ]
    return "\n".join(told)


def _settled(blob: bytes, brief: Brief) -> bytes:
    """The package with every time of writing replaced by fixed ones, the chart's workbook's included."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(blob)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = _settled(content, brief)
            elif name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", f">{brief.as_of:%Y-%m-%dT%H:%M:%S}Z<".encode(), content)
            new.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
