"""The head of the document: what a preview of a link shows, whatever the link holds."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from components import page_head
from components.page_head import PageHead
from tests import coroutines
from tests.hostile import HOSTILE

DOCUMENT = "<!DOCTYPE html><html><head><title>Streamlit</title></head><body></body></html>"


class Read(HTMLParser):
    """What a browser finds in a document: its tags in their order, its metadata, and its title."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.meta: dict[str, str] = {}
        self.title = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "meta":
            self.meta[given.get("property") or given.get("name") or ""] = given["content"] or ""

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["title"] and not self.title:
            self.title = data


def get(query: str, response: Response) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body of a request for a page."""
    sent: list[dict[str, Any]] = []
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    app = Starlette(routes=[Route("/", lambda _: response)], middleware=[Middleware(PageHead)])
    coroutines.run(app({**scope, "root_path": ""}, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent).decode()


def test_a_preview_has_the_sentence_of_the_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_ADDRESS", "https://example.org/basewatch")
    query = "dates=2023-10-17..2024-02-07&side=attack&country=Syria"
    status, headers, body = get(query, HTMLResponse(DOCUMENT, headers={"etag": "x", "last-modified": "y"}))
    found = Read(body)
    assert found.title == found.meta["og:title"]
    assert found.title == "Attacks on US and coalition forces, 17 Oct 2023 to 7 Feb 2024, in Syria · Basewatch"
    assert found.meta["og:url"] == f"https://example.org/basewatch/?{query}"
    assert found.meta["description"].startswith(found.title)
    assert (status, int(headers["content-length"])) == (200, len(body.encode()))
    assert not headers.keys() & {"etag", "last-modified"}, "a browser would show the tags of an earlier answer"


@pytest.mark.parametrize("name", ["find", "country", "actor", "title", "no-parameter"])
def test_a_text_of_a_link_is_no_tag_in_the_document(name: str) -> None:
    ordinary = Read(page_head.tags("country=Syria"))
    for text in HOSTILE:
        found = Read(page_head.tags(f"{name}={quote(text, errors='surrogatepass')}"))
        assert (found.tags, found.meta.keys()) == (ordinary.tags, ordinary.meta.keys()), text


def test_a_link_with_a_fault_has_the_preview_of_the_whole_record() -> None:
    whole = page_head.tags("")
    assert page_head.tags("side=nobody") == page_head.tags("utm_source=chat") == whole
    assert page_head.tags("embed=true&country=Syria") == page_head.tags("country=Syria") != whole


def test_only_documents_are_changed() -> None:
    for response in (PlainTextResponse(DOCUMENT), HTMLResponse(DOCUMENT, 404)):
        assert get("", response)[2] == DOCUMENT
