"""The sign-in page, in front of everything where `BASEWATCH_SIGN_IN` is on, and who is signed in."""

from typing import NoReturn

import streamlit as st

from components import assets, escape, logs, visitor
from components.visitor import ExpiredError, RefusedVisitorError, Visitor
from data import metrics, settings

_link = assets.component("link_after_sign_in", "widgets/link_after_sign_in.js")


def require() -> Visitor:
    """Return the visitor if they may see the page; else end the run with the sign-in page."""
    try:
        return visitor.current()
    except ExpiredError as expired:
        _draw_page(str(expired) or "Sign in to see this page.", is_refused=False)
    except RefusedVisitorError as refused:
        if st.session_state.get("refused_sign_in") != str(refused):  # counted once, not in every run
            st.session_state["refused_sign_in"] = str(refused)
            metrics.REFUSED.labels("sign-in").inc()
            logs.event("sign-in refused")
        _draw_page(str(refused), is_refused=True)


def require_in_dialog() -> Visitor:
    """Return the visitor if they may see the page; else run the whole page again, which shows the sign-in page."""
    try:
        return visitor.current()
    except (ExpiredError, RefusedVisitorError):
        st.rerun()


def draw_account(person: Visitor) -> None:
    """Draw who is signed in, and the button to sign out, where visitors sign in."""
    if not settings.SIGN_IN.value:
        return
    with st.container(key="account", gap="small"):
        account = person.email or st.user.get("name") or "Signed in"
        st.html(f'<p class="bw-note" dir="auto">{escape.html(str(account))}</p>')
        st.button("Sign out", key="sign_out", on_click=st.logout)
        _link(data={"signedIn": True}, key="link")


def _draw_page(words: str, *, is_refused: bool) -> NoReturn:
    with st.container(key="sign-in", gap="medium"):
        st.html(
            f'<div class="bw-brand"><span></span>Basewatch</div><p class="bw-sign-in" role="status">'
            f"{escape.html(words)}</p>"
        )
        if is_refused:
            st.button("Sign out", key="sign_out", on_click=st.logout)
        else:
            st.button("Sign in", key="sign_in", type="primary", on_click=st.login)
            _link(data={"signedIn": False}, key="link")
    st.stop()
