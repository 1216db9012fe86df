"""A view as KML 2.2."""

import html
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from data.exporters import cells
from data.exporters.bundle import ExportBundle
from data.terms import GEO_PRECISIONS

_SPACE: Final = "http://www.opengis.net/kml/2.2"
_TYPES: Final = {"int64": "int", "double": "double", "bool": "bool"}
_ABOUT: Final = ("link", "licence", "sources", "citation", "matches")
_STYLES: Final = {"exact": "ffffffff", "uncertain": "80ffffff"}


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write a document of placemarks: a folder of those with a point and a folder of those without.

    A placemark has its days as a time span and its columns as typed data. Viewers draw descriptions as HTML, so they
    are escaped twice. The name of a placemark that is not at the exact site shows it, and it is drawn faint.
    """
    events = bundle.tables["events"]
    placed = pc.and_(events["longitude"].is_valid(), events["latitude"].is_valid())
    folders = {"On the map": placed, "Known only to the country: without a point": pc.invert(placed)}
    with etree.xmlfile(file, encoding="utf-8") as out:
        out.write_declaration()
        with out.element("kml", nsmap={None: _SPACE}), out.element("Document"):
            for part in _head(bundle):
                out.write(part)
            for name, belongs in folders.items():
                with out.element("Folder"):
                    out.write(_texts("name", name))
                    for row in cells.records(events.filter(belongs)):
                        out.write(_placemark(row))


def _head(bundle: ExportBundle) -> list[etree._Element]:
    """Return the elements before the folders, in the order of the KML schema."""
    metadata = bundle.metadata
    about = html.escape("\n".join(metadata[name] for name in _ABOUT if name in metadata))
    extended = etree.Element("ExtendedData")
    for name, text in metadata.items():
        etree.SubElement(etree.SubElement(extended, "Data", name=name), "value").text = text
    return [
        _texts("name", metadata["view"]),
        _texts("description", about),
        *(_style(name, colour) for name, colour in _STYLES.items()),
        extended,
        _schema(bundle.tables["events"]),
    ]


def _style(name: str, colour: str) -> etree._Element:
    style = etree.Element("Style", id=name)
    etree.SubElement(etree.SubElement(style, "IconStyle"), "color").text = colour
    return style


def _schema(events: pa.Table) -> etree._Element:
    schema = etree.Element("Schema", name="events", id="events")
    for field in events.schema:
        etree.SubElement(schema, "SimpleField", type=_TYPES.get(str(field.type), "string"), name=field.name)
    return schema


def _placemark(row: dict[str, Any]) -> etree._Element:
    exact = row["geo_precision"] == "site"
    known = "" if exact else f" ({GEO_PRECISIONS[row['geo_precision']]})"
    placemark = etree.Element("Placemark")
    placemark.append(_texts("name", f"{row['location']}{known}"))
    placemark.append(_texts("description", html.escape(row["summary"])))
    placemark.append(_texts("TimeSpan", begin=row["date_start"], end=row["date_end"]))
    placemark.append(_texts("styleUrl", "#exact" if exact else "#uncertain"))
    data = etree.SubElement(etree.SubElement(placemark, "ExtendedData"), "SchemaData", schemaUrl="#events")
    for name, value in row.items():
        if value is not None:
            etree.SubElement(data, "SimpleData", name=name).text = _to_text(value)
    if None not in (row["longitude"], row["latitude"]):
        placemark.append(_texts("Point", coordinates=f"{row['longitude']!r},{row['latitude']!r}"))
    placemark.tail = "\n"
    return placemark


def _texts(tag: str, text: str | None = None, **children: str | None) -> etree._Element:
    """Return an element that holds a text, or a child for each text that is not None."""
    element = etree.Element(tag)
    element.text = text
    for name, child in children.items():
        if child is not None:
            etree.SubElement(element, name).text = child
    return element


def _to_text(value: object) -> str:
    """Return a value as the text of its element; a flag is 1 or 0: not every reader knows `true`."""
    return str(int(value)) if isinstance(value, bool) else str(value)
