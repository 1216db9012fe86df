"""The share dialog: the link of the view to copy and to pass on, a QR code, and code that embeds the page."""

from typing import Any, Final

import segno
import streamlit as st
from segno.encoder import DataOverflowError

from components import assets, escape, theme
from components.address import link, page_address
from components.page_head import tab_title
from data.view import View

_FILE_STAYS: Final = (
    "The imported file stays here: whoever opens the link sees its events only after importing the same file."
)
_share = assets.component("share", "widgets/share.js")


def draw(view: View, sentence: str) -> None:
    """Draw the dialog for a view, which `sentence` describes."""
    st.dialog("Share this view", width="medium")(_draw)(view, sentence)


def _draw(view: View, sentence: str) -> None:
    if view.data != "record":
        st.html(f'<p class="bw-note">{_FILE_STAYS}</p>')
    _share(data=shared(page_address(), view, sentence), key="share_view")


def shared(address: str, view: View, sentence: str) -> dict[str, Any]:
    """Return what the browser needs to share a view.

    Args:
        address: the page's address without a query string.
        view: the view.
        sentence: what it shows.
    """
    shown = link(address, view.query())
    source = escape.html(link(address, "&".join(filter(None, [view.query(), "embed=true"]))))
    return {
        "link": shown,
        "title": tab_title(sentence),
        "embed": f'<iframe src="{source}" title="{escape.html(sentence)}" width="100%" height="800"></iframe>',
        "code": qr_code(shown),
    }


def qr_code(address: str) -> str:
    """Return a QR code as the address of an image; empty for a link that is too long for one."""
    try:
        code = segno.make_qr(address, error="l")
    except DataOverflowError:
        return ""
    return str(code.svg_data_uri(border=2, dark=theme.INK, light=theme.WHITE))
