"""Build `template.pptx`, the layouts of the presentation: `python -m components.slide.build_template`.

The file can be edited in PowerPoint as well: `formats/pptx.py` finds the placeholders by their names alone.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches

from components import theme

TEMPLATE: Final = Path(__file__).parent / "template.pptx"
_WIDTH, _HEIGHT = 13.333, 7.5
_FONT: Final = "Arial"
"""A typeface that each office suite has, or one with its metrics."""
_INK, _PAPER, _WHITE = (colour.removeprefix("#").upper() for colour in (theme.INK, theme.PAPER, theme.WHITE))
_TEXT: Final = "3B4046"

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""
_TITLE: Final[Box] = (0.38, 0.32, 9.15, 0.7)
_RIGHT: Final[Box] = (8.05, 1.45, 4.9, 3.3)
_BANNERS: Final = [("Banner top", 0.0), ("Banner bottom", 7.25)]


def main() -> None:
    """Write the template."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout.name not in {"Title and Content", "Title Only"}:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    _set_fonts(master)
    _set_background(master)
    _set_text_styles(master)
    for placeholder in list(master.placeholders)[2:]:  # date, foot and page number
        placeholder.element.getparent().remove(placeholder.element)
    for placeholder, box in zip(master.placeholders, (_TITLE, (0.38, 1.45, 12.57, 5.05))):
        _place(placeholder, box)
    briefing, table = deck.slide_layouts
    _fill_layout(
        briefing,
        "Briefing",
        [
            _placeholder("Aside", "body", (9.6, 0.36, 3.35, 0.6), size=12, align="r"),
            _placeholder("Figures", "body", (0.38, 1.06, 12.57, 0.4), size=15, bold=True),
            _placeholder("Map", "pic", (0.38, 1.5, 7.41719, 5.05)),
            _placeholder("Chart", "chart", _RIGHT),
            _placeholder("Story", "body", (_RIGHT[0], 4.85, _RIGHT[2], 1.7), size=12),
            _placeholder("Foot", "body", (0.38, 6.62, 12.57, 0.6), size=8.5),
        ],
    )
    _fill_layout(
        table,
        "Table",
        [
            _placeholder("Message", "body", (0.38, 1.4, 12.57, 0.5), size=16),
            _placeholder("Table", "tbl", (0.38, 1.1, 12.57, 5.6)),
        ],
    )
    deck.save(str(TEMPLATE))


def _set_fonts(master: Any) -> None:
    """Make the typeface that of the theme."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    part._blob = re.sub(rb'(<a:latin typeface=")[^"]*', rb"\g<1>" + _FONT.encode(), part.blob)  # noqa: SLF001 - no public way


def _set_background(master: Any) -> None:
    master.background.fill.solid()
    fill = master.background._cSld.find(".//{*}bgPr")  # noqa: SLF001 - the public colour is that of a slide
    fill.replace(fill[0], parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{_PAPER}"/></a:solidFill>'))


def _set_text_styles(master: Any) -> None:
    """Set titles bold and to the left, bodies without bullets."""
    styles = master.element.find("{*}txStyles")
    for name, style in (("titleStyle", _level(24, _INK, bold=True)), ("bodyStyle", _level(12, _TEXT))):
        levels = styles.find(f"{{*}}{name}")
        levels.replace(levels.find("{*}lvl1pPr"), parse_xml(style))


def _fill_layout(layout: Any, name: str, placeholders: Sequence[str]) -> None:
    """Give the layout its title, these placeholders and the handling banners."""
    layout.name = name
    layout.element.attrib.pop("type")  # it is another kind of layout from now on
    for shape in list(layout.placeholders):
        if shape.placeholder_format.type != 1:  # the title
            shape.element.getparent().remove(shape.element)
    title = layout.placeholders[0]
    title.name = "Title"
    _place(title, _TITLE)
    body = f'<a:bodyPr {nsdecls("a")} lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:normAutofit/></a:bodyPr>'
    title.element.txBody.replace(title.element.txBody.bodyPr, parse_xml(body))
    banners = [
        _placeholder(words, "body", (0, top, _WIDTH, 0.25), size=11, bold=True, align="ctr", colour=_WHITE, fill=_INK)
        for words, top in _BANNERS
    ]
    for number, placeholder in enumerate([*placeholders, *banners], start=10):
        tree = layout.shapes._spTree  # noqa: SLF001 - python-pptx cannot add a placeholder to a layout
        tree.append(parse_xml(placeholder.replace("NUMBER", str(number))))


def _placeholder(  # noqa: PLR0913 - the look of a placeholder
    name: str,
    kind: str,
    box: Box,
    *,
    size: float = 12,
    bold: bool = False,
    align: str = "l",
    colour: str = _TEXT,
    fill: str = "",
) -> str:
    """Return a placeholder of a layout in XML, with `NUMBER` for its number."""
    left, top, width, height = (Inches(edge) for edge in box)
    filled = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else ""
    anchor = "ctr" if fill else "t"
    return f"""<p:sp {nsdecls("p", "a")}>
  <p:nvSpPr><p:cNvPr id="NUMBER" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>
    <p:nvPr><p:ph type="{kind}" sz="quarter" idx="NUMBER"/></p:nvPr></p:nvSpPr>
  <p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
    <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{filled}</p:spPr>
  <p:txBody>
    <a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>
    <a:lstStyle>{_level(size, colour, bold=bold, align=align)}</a:lstStyle>
    <a:p><a:r><a:rPr lang="en-GB"/><a:t>{name}</a:t></a:r></a:p>
  </p:txBody>
</p:sp>"""


def _level(size: float, colour: str, *, bold: bool = False, align: str = "l") -> str:
    """Return the style of a first-level paragraph in XML."""
    return (
        f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="{align}">'
        '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
    )


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(edge) for edge in box)


if __name__ == "__main__":
    main()
