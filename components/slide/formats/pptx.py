"""Write the slide as PowerPoint: the placeholders of `template.pptx` filled with texts, map, chart and tables."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Pt

from components.chart import chart_words
from components.page_data import SlideData
from components.slide import description, native_chart, render, slide_map
from components.slide.slide_text import (
    NO_EVENT,
    aside_lines,
    foot_lines,
    list_heading,
    listed_events,
    metadata,
    provenance_line,
    selected_event_paragraphs,
    with_whole_dates,
)
from components.slide.svg import Canvas, Type, is_right_to_left, plain
from components.theme import INK, PAPER, WHITE
from data.rows import iter_rows
from data.text import fact_in_words, figures, harm, title, when, who
from data.view import day_in_words

TEMPLATE: Final = Path(__file__).parents[1] / "template.pptx"
_POINTS_PER_EMU: Final = 1 / 12_700
_ARIAL: Final = 0.88
"""The width of the slide's typeface as a share of Arial's, which is the template's."""
_LINE_SPACING: Final = 1.2
"""The height of a line as a multiple of the size of its letters."""
_MAP_WIDTH: Final = 940
_TITLE_SIZES: Final = (24, 20, 16, 13, 10)
_FIGURE_SIZES: Final = (15, 14, 13, 11.5, 10.5, 9.5, 8, 7, 6)
"""Sizes in points of bold texts, the template's first: the largest in which they fit is theirs."""
_NOTE_ROOMS: Final = ((122, 12), (122, 11), (122, 10), (160, 10), (160, 9), (210, 9), (210, 8), (210, 7))
"""The room for notes with their size in points, from few notes to many; 122 is that of the template."""
_LOW_CHART_SIZE: Final = 7
_FOOT_SIZE, _FOOT_ROOM = 8.5, 3
"""Size in points of the template's foot, and its lines besides the last one."""
_STORY_SIZES: Final = ((10, 9), (9, 10))
"""Size in points and most lines of the text on a selected event: by itself, and with a contradiction below it."""
_ROWS: Final = 14
_COLUMNS: Final = {"When": 2.2, "Event": 3.6, "Country": 0.9, "Who": 2.6, "Toll as reported": 2.3, "Sources": 1.0}
"""The columns of a table with their relative widths."""
_CONTEXT_HEAD: Final = "Context: facts that are no attack or strike, counted nowhere."
_NO_MARKS: Final = "The editable chart has no marks for them; the charts of the pictures (PNG, SVG, PDF) have."
_PROPERTY_LIMIT: Final = 255
"""The most letters of a document property in Office; the notes hold the whole text."""
_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)

_READ: Final = (
    "Banner top", "Title", "Aside", "Figures", "Map", "Chart", "Message", "Table", "Story", "Foot", "Banner bottom",
)  # fmt: skip
"""The shapes of a page in the order in which they are read."""

Placeholders = dict[str, Any]
"""The placeholders of a page by name; each one that is filled is taken out, the rest are removed from the page."""


def write(data: SlideData) -> bytes:
    """Return the presentation: the slide, tables of its events, and the sources with quotations in the notes."""
    deck = Presentation(str(TEMPLATE))
    _set_properties(deck, data)
    _add_briefing(deck, data)
    for first in range(0, max(len(data.events), 1), _ROWS):
        _add_table(deck, data, first)
    file = BytesIO()
    try:
        deck.save(file)
    except ValueError as error:  # of the zip format, in which python-pptx writes the present time
        raise render.RenderError(
            "the clock of the server is before 1980, which a PowerPoint file cannot hold"
        ) from error
    return _with_fixed_times(file.getvalue(), data)


def _set_properties(deck: Any, data: SlideData) -> None:
    described, core = metadata(data), deck.core_properties
    for name, words in (("title", "Title"), ("author", "Author"), ("subject", "Subject"), ("comments", "Description")):
        setattr(core, name, described[words][:_PROPERTY_LIMIT])
    core.keywords = data.fingerprint
    core.created = core.modified = data.as_of
    core.last_modified_by, core.revision, core.version = "Basewatch", 1, data.record_version


def _add_page(deck: Any, layout_name: str, heading: str, data: SlideData) -> tuple[Any, Placeholders]:
    """Add a page with title and banners; return it with its other placeholders, under their names in the layout."""
    layout = deck.slide_layouts.get_by_name(layout_name)
    names = {shape.placeholder_format.idx: shape.name for shape in layout.placeholders}
    page = deck.slides.add_slide(layout)
    found: Placeholders = {}
    for shape in page.placeholders:
        shape.name = names[shape.placeholder_format.idx]
        found[shape.name] = shape
    _write_bold(found.pop("Title"), with_whole_dates(heading), _TITLE_SIZES)
    if data.view.banner:
        for name in ("Banner top", "Banner bottom"):
            _write(found.pop(name), [data.view.banner.upper()])
    return page, found


def _write_bold(shape: Any, words: str, sizes: Sequence[float]) -> None:
    """Write a bold text in the largest size in which it ends above what follows."""
    width, height = shape.width * _POINTS_PER_EMU, shape.height * _POINTS_PER_EMU
    for size in sizes:
        look = Type(size / _ARIAL, "bold")
        lines = max(len(look.lines(words, width)), ceil(look.width(words) / width))  # several spaces count, too
        if lines * size * _LINE_SPACING <= height:
            break
    _write(shape, [words], size)


def _remove(placeholders: Placeholders) -> None:
    """Remove placeholders without content: PowerPoint would invite the reader to fill them."""
    for shape in placeholders.values():
        shape.element.getparent().remove(shape.element)


def _add_briefing(deck: Any, data: SlideData) -> None:
    page, found = _add_page(deck, "Briefing", data.heading, data)
    _write(found.pop("Aside"), aside_lines(data))
    numbers = "    ".join(f"{number} {label}" for number, label in figures(data.counts, data.tolls))
    _write_bold(found.pop("Figures"), numbers, _FIGURE_SIZES)
    _insert_map(found.pop("Map"), data)
    if nothing := chart_words.empty_sentence(data.view.measure, data.counts, data.chart_context):
        _insert_sentence(page, found.pop("Chart"), nothing)
    else:
        frame = native_chart.insert(found.pop("Chart"), data)
        _describe(frame, description.chart_description(data))
    _add_story(page, found, data)
    _write_foot(found.pop("Foot"), data)
    page.notes_slide.notes_text_frame.text = _notes(data)
    _remove(found)
    _order(page)


def _order(page: Any) -> None:
    """Put the shapes of a page into the order in which they are read; none covers another one."""
    shapes = {shape.name: shape.element for shape in page.shapes}
    for name in (name for name in _READ if name in shapes):
        shapes[name].getparent().append(shapes[name])


def _add_story(page: Any, found: Placeholders, data: SlideData) -> None:
    """Write the story; many notes are smaller and take room of the chart above them."""
    story = found["Story"]
    points = story.width * _POINTS_PER_EMU
    paragraphs = _story(data, points)
    if not paragraphs:
        return
    story_size = _STORY_SIZES[bool(data.contradiction)][0] if data.detail or data.contradiction else None
    size, height = _note_size(paragraphs, points) if data.view.note else (story_size, 0)
    chart = next(shape for shape in page.shapes if shape.name == "Chart")
    if more := max(0, round(height / _POINTS_PER_EMU) - story.height):
        left, top, width, bottom = story.left, story.top - more, story.width, story.top + story.height
        story.left, story.top, story.width, story.height = left, top, width, bottom - top
        left, top, width, bottom = chart.left, chart.top, chart.width, chart.top + chart.height
        chart.left, chart.top, chart.width, chart.height = left, top, width, bottom - top - more
        if chart.has_chart:
            chart.chart.font.size = Pt(_LOW_CHART_SIZE)
            chart.chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(_LOW_CHART_SIZE)
    shape = found.pop("Story")
    _write(shape, paragraphs, size)
    shape.text_frame.paragraphs[0].runs[0].font.bold = paragraphs[0] == list_heading(data) or None


def _note_size(paragraphs: Sequence[str], points: float) -> tuple[float, float]:
    """Return the size of the notes and their height, in points: the largest size in which they fit."""
    for room, size in _NOTE_ROOMS:
        lines = sum(len(Type(size / _ARIAL).lines(words, points)) for words in paragraphs)
        height = lines * size * _LINE_SPACING
        if height <= room:
            break
    return size, min(height, room)


def _write_foot(shape: Any, data: SlideData) -> None:
    """Write the foot; the link's whole address is behind the short text of its line."""
    *first, link = foot_lines(data)
    fitted = Type(_FOOT_SIZE / _ARIAL).fit(first, shape.width * _POINTS_PER_EMU, _FOOT_ROOM)
    _write(shape, [*(" ".join(map(plain, lines)) for lines in fitted), link])
    if data.address:
        shape.text_frame.paragraphs[-1].runs[0].hyperlink.address = data.link


def _insert_map(shape: Any, data: SlideData) -> None:
    height = round(_MAP_WIDTH * shape.height / shape.width)
    canvas = Canvas(_MAP_WIDTH, height)
    slide_map.draw(canvas, (0, 0, _MAP_WIDTH, height), data)
    picture = shape.insert_picture(BytesIO(render.png(canvas.svg(), 2)))
    # The placeholder would cut off a pixel of the frame, where the whole pixels do not have its exact proportions.
    picture.crop_left = picture.crop_right = picture.crop_top = picture.crop_bottom = 0
    _describe(picture, description.map_description(data))


def _insert_sentence(page: Any, shape: Any, sentence: str) -> None:
    """Put a sentence in the place of a placeholder that holds no text."""
    box = page.shapes.add_textbox(shape.left, shape.top, shape.width, shape.height)
    box.name, box.text_frame.word_wrap = shape.name, True
    _write(box, [sentence], 12)
    _remove({shape.name: shape})


def _story(data: SlideData, points: float) -> list[str]:
    """Return the paragraphs next to the map: notes, or the selected event or the most harmful ones with a heading.

    The last one is the published total that contradicts the figures, if one does.
    """
    doubt = [data.contradiction] if data.contradiction else []
    if data.view.note:
        return [*(f"{n}  {note.text}" for n, note in enumerate(data.view.note, start=1)), *doubt]
    events = [f"{title(row)}: {when(row)}, {harm(row)}" for row in iter_rows(listed_events(data))]
    size, lines = _STORY_SIZES[bool(doubt)]
    look = Type(size / _ARIAL)
    room = lines - 1 - sum(len(look.lines(words, points)) for words in doubt)
    fitted = look.fit(selected_event_paragraphs(data), points, room)
    heading = [list_heading(data)] if events else []
    return [*heading, *events, *(" ".join(map(plain, lines)) for lines in fitted), *doubt]


def _add_table(deck: Any, data: SlideData, first: int) -> None:
    """Add a page with the events from the one numbered `first`; that of an empty view has a sentence."""
    part = data.events.iloc[first : first + _ROWS]
    numbers = f" {first + 1} to {first + len(part)} of {data.counts.shown:,}" if len(part) else ""
    page, found = _add_page(deck, "Table", f"Events{numbers}", data)
    if part.empty:
        _write(found.pop("Message"), [NO_EVENT])
    else:
        grid = found.pop("Table")
        width, height = grid.width, grid.height
        frame = grid.insert_table(len(part) + 1, len(_COLUMNS))
        heads = ", ".join(_COLUMNS).lower()
        _describe(frame, f"Table: events{numbers}; in each row {heads}.")
        table = frame.table
        for row in table.rows:
            row.height = Emu(height // (_ROWS + 1))
        for column, share in zip(table.columns, _COLUMNS.values()):
            column.width = Emu(round(width * share / sum(_COLUMNS.values())))
        for r, cells in enumerate([tuple(_COLUMNS), *(_cells(row) for row in iter_rows(part))]):
            for n, words in enumerate(cells):
                _write_cell(table.cell(r, n), words, head=r == 0)
    _remove(found)
    _order(page)


def _cells(row: Any) -> tuple[str, ...]:
    return when(row), title(row), row.country, who(row), harm(row), str(len(row.source.split(";")))


def _write_cell(cell: Any, words: str, *, head: bool) -> None:
    cell.margin_top = cell.margin_bottom = Emu(20000)
    cell.fill.solid()
    cell.fill.fore_color.rgb = native_chart.rgb(INK if head else PAPER)
    cell.text = words
    _set_direction(cell.text_frame)
    font = cell.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(10.5), head, native_chart.rgb(WHITE if head else INK)


def _write(shape: Any, lines: Sequence[str], size: float | None = None) -> None:
    """Write lines as paragraphs, in the placeholder's size or another one in points."""
    shape.text_frame.text = "\n".join(lines)
    _set_direction(shape.text_frame)
    if size is not None:
        for paragraph in shape.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(size)


def _set_direction(frame: Any) -> None:
    """Lay out paragraphs from right to left where their first strong letter says so."""
    for paragraph in frame.paragraphs:
        if is_right_to_left(paragraph.text):
            paragraph.alignment = PP_ALIGN.RIGHT
            paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - python-pptx has no property


def _describe(shape: Any, words: str) -> None:
    """Set the alternative text of a picture, a chart or a table, for which python-pptx has no property."""
    shape.element.xpath(".//p:cNvPr")[0].set("descr", words)


def _notes(data: SlideData) -> str:
    """Return the speaker's notes: the contents of the slide, and quotations with their documents, the context."""
    lines = [data.heading, foot_lines(data)[0], provenance_line(data), data.contradiction, *data.differing, ""]
    for event in iter_rows(data.events):
        lines.append(f"{title(event)}, {when(event)}: {harm(event)}")
        quotes = data.quotes[data.quotes["event_id"] == event.event_id]
        lines += [
            f"  “{quote.quote}” {quote.title}, {quote.publisher}, {day_in_words(quote.date_published.date())}"
            for quote in iter_rows(quotes)
        ]
    if data.context is not None and len(data.context):
        lines += ["", f"{_CONTEXT_HEAD} {_NO_MARKS}"]
        lines += [f"{fact_in_words(fact)}\n  “{fact.quote}”" for fact in iter_rows(data.context)]
    return "\n".join(lines)


def _with_fixed_times(package: bytes, data: SlideData) -> bytes:
    """Return the package with fixed times in place of the time of writing, in the chart's workbook as well."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = _with_fixed_times(content, data)
            elif name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", f">{data.as_of:%Y-%m-%dT%H:%M:%S}Z<".encode(), content)
            new.writestr(zipfile.ZipInfo(name, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()
