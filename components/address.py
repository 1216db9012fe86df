"""The address of the page, for links in files, on slides and in citations."""

import streamlit as st

from data.settings import ADDRESS


def page_address() -> str:
    """Return the page's address without a query string: the setting's, else the visitor's; empty if none is known."""
    address: str = ADDRESS.value or st.context.url or ""
    return address.partition("#")[0].partition("?")[0]


def link(address: str, query: str) -> str:
    """Return the link of a page with a query string.

    >>> link("https://example.org/basewatch", "country=Syria"), link("https://example.org/", "")
    ('https://example.org/basewatch/?country=Syria', 'https://example.org/')
    """
    return f"{address.rstrip('/')}/{f'?{query}' if query else ''}"
