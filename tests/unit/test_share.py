"""What the share dialog gives to the browser."""

import base64
from html.parser import HTMLParser
from urllib.parse import unquote

import segno

from components.dialogs.share_dialog import qr_code, shared
from data.view import View

ADDRESS = "https://example.org/basewatch"


def test_link_and_code_lead_to_the_view() -> None:
    view = View.parse("country=Syria&find=a%22%3E%3Cscript%3E%26b")
    found = shared(ADDRESS, view, 'Attacks, matching “"><script>”')
    assert found["link"] == f"{ADDRESS}/?{view.query()}"
    tags: list[tuple[str, dict[str, str | None]]] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: tags.append((tag, dict(attrs)))  # type: ignore[method-assign]
    reader.feed(found["embed"])
    ((tag, given),) = tags
    assert tag == "iframe"
    assert given["src"] == f"{ADDRESS}/?{view.query()}&embed=true"
    assert given["title"] == 'Attacks, matching “"><script>”'
    assert shared(ADDRESS, View(), "All")["link"] == f"{ADDRESS}/"


def test_the_qr_code_holds_the_whole_link() -> None:
    link = f"{ADDRESS}/?country=Syria"
    drawn = qr_code(link)
    kind, content = drawn.split(",", 1)
    assert kind.startswith("data:image/svg+xml")
    picture = base64.b64decode(content).decode() if kind.endswith("base64") else unquote(content)
    assert picture.count("<path") == 2, "the ground, and the dark squares"
    dark = segno.make_qr(link, error="l").svg_inline(border=2, omitsize=False).partition(' d="')[2].partition('"')[0]
    assert dark in picture
    assert drawn != qr_code(f"{ADDRESS}/?country=Iraq")


def test_a_link_that_is_too_long_has_no_code() -> None:
    assert qr_code(f"{ADDRESS}/?find={'x' * 3000}") == ""
