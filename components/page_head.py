"""The head of the page's document: the sentence of a link's view for previews, and the style of a page that loads.

Streamlit serves the same document for every link; the server puts these lines into it.
"""

from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components import escape
from components.address import link
from components.files import STATIC
from data import settings
from data.view import View, ViewError

SITE: Final = "Basewatch"
_DESCRIPTION: Final = (
    "Publicly reported attacks on US and coalition bases in Iraq, Syria, Jordan and Qatar, and US and coalition "
    "strikes: map, chart of time, tolls as the documents give them, with every source."
)
_STREAMLIT_TITLE: Final = b"<title>Streamlit</title>"
_OF_STREAMLIT: Final = ("embed", "embed_options")
"""Parameters of a link that Streamlit reads."""
_LOADING: Final = (STATIC / "loading.css").read_text(encoding="utf-8")
_LETTERS: Final = 300
"""The most letters of a sentence in a preview."""


def tab_title(sentence: str) -> str:
    """Return the title of a page.

    >>> tab_title("Attacks in Syria")
    'Attacks in Syria · Basewatch'
    """
    return f"{sentence} · {SITE}"


def tags(query: str) -> str:
    """Return the lines of HTML for a link with this query string; of a link with a fault, those of the whole record."""
    given = parse_qs(query, keep_blank_values=True)
    try:
        view = View.from_parameters({name: texts for name, texts in given.items() if name not in _OF_STREAMLIT})
    except ViewError:
        view = View()
    sentence = escape.html(tab_title(view.describe()[:_LETTERS]))
    properties = {"og:site_name": SITE, "og:type": "website", "og:title": sentence, "og:description": _DESCRIPTION}
    if settings.ADDRESS.value:
        properties["og:url"] = escape.html(link(settings.ADDRESS.value, view.query()))
    lines = [f'<meta property="{name}" content="{content}">' for name, content in properties.items()]
    description = f'<meta name="description" content="{sentence}: {_DESCRIPTION}">'
    return "\n".join([f"<title>{sentence}</title>", description, *lines, f"<style>{_LOADING}</style>"])


class PageHead:
    """Puts the tags of each link into Streamlit's document."""

    def __init__(self, app: ASGIApp) -> None:
        """Change the documents of `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        start: list[Message] = []
        body: list[bytes] = []

        async def send_changed(message: Message) -> None:
            """Hold a document back until it is complete, and pass on everything else."""
            if message["type"] == "http.response.start" and _is_document(message):
                start.append(message)
            elif not start:
                await send(message)
            elif message["type"] == "http.response.body":
                body.append(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_document(start[0], b"".join(body), query, send)

        await self._app(scope, receive, send_changed)


def _is_document(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and bool(message["status"] == 200) and "content-encoding" not in headers  # noqa: PLR2004 - OK


async def _send_document(start: Message, document: bytes, query: str, send: Send) -> None:
    changed = document.replace(_STREAMLIT_TITLE, tags(query).encode(), 1)
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["content-length"] = str(len(changed))
    for name in (
        "etag",
        "last-modified",
    ):  # those of Streamlit's file: with them a browser would keep the tags of before
        del headers[name]
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": changed})
