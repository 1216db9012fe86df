"""Write `docs/url.md`, the documentation of every URL parameter: `python -m data.url_docs`."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from data.filters import Facet, Filters
from data.parameters import Parameter, parameters_of
from data.view import Camera, Display, SlideText

FILE: Final = Path(__file__).parent.parent / "docs" / "url.md"
_GROUPS: Final = {Filters: "Filters", Camera: "Camera", Display: "Display", SlideText: "Slide text"}
_HEAD: Final = """# URL parameters

A view is a query string: the address bar, links, `python -m data query "…"` and the slide's command line take the same
parameters. A parameter that is left out has its default. A query string is always written in the order of this page, so
equal views have equal links. Capitals of a value do not matter, and the parameters that social media, advertising and
newsletters add to a link (`utm_source`, `fbclid`, `gclid` and their like) are ignored.

This page is generated from `data/filters.py` and `data/view.py`: run `python -m data.url_docs` after a change there.
"""


def markdown() -> str:
    """Return the page in Markdown."""
    return "\n".join([_HEAD, *(_section(title, group) for group, title in _GROUPS.items())])


def example_link(parameter: Parameter) -> str:
    """Return the part of a query string with the parameter's example."""
    extra = {"file": "data=own&"}.get(parameter.name, "")
    return f"{extra}{parameter.name}={quote(parameter.example, safe=',:.=&')}"


def _section(title: str, group: type) -> str:
    meaning = (group.__doc__ or "").strip()
    rows = [_row(parameter) for parameter in parameters_of(group).values()]
    head = "| parameter | type | default | values | example | meaning |\n|---|---|---|---|---|---|\n"
    return f"## {title}\n\n{meaning}\n\n{head}{''.join(rows)}"


def _row(parameter: Parameter) -> str:
    values = "<br>".join(f"`{value}`: {words}" for value, words in parameter.values.items())
    if isinstance(parameter, Facet) and parameter.is_open:
        values = "those of the data"
    default = f"`{parameter.default}`" if parameter.default in parameter.values else "none"
    cells = [f"`{parameter.name}`", parameter.form, default, values, f"`{example_link(parameter)}`", parameter.meaning]
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    FILE.write_text(markdown(), encoding="utf-8")
