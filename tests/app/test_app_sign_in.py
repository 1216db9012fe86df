"""Sign-in: before it nothing is loaded or drawn, and a session that expires between two clicks ends."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from components import page_data
from data.settings import SettingError
from tests.app.visitor import Visitor

SECRETS = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": 4 * "01234567",
    "client_id": "basewatch",
    "client_secret": "of the client",
    "server_metadata_url": "http://localhost/.well-known/openid-configuration",
}


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the provider says of the visitor, where sign-in is on: nothing yet."""
    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    monkeypatch.setenv("BASEWATCH_ALLOWED_DOMAINS", "example.org")
    monkeypatch.setattr("streamlit.secrets", {"auth": SECRETS})
    made: dict[str, Any] = {"is_logged_in": False}
    monkeypatch.setattr("streamlit.user", made)
    return made


def signed_in(claims: dict[str, Any], email: str = "ann@example.org", **more: Any) -> None:
    claims.update(is_logged_in=True, email=email, email_verified=True, exp=time.time() + 600, **more)


def labels(visitor: Visitor) -> list[str]:
    return [button.label for button in visitor.test.button]


def expect_only_the_sign_in_page(visitor: Visitor, words: str, button: str) -> None:
    assert words in visitor.html
    assert labels(visitor) == [button]
    assert not visitor.test.get("component_instance")
    assert "view" not in visitor.test.session_state


@pytest.mark.usefixtures("claims")
def test_before_the_sign_in_nothing_is_loaded_or_drawn(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_data, "load_or_last", lambda *_: pytest.fail("the page was loaded"))
    visitor.open("country=Jordan")
    expect_only_the_sign_in_page(visitor, "Sign in to see this page.", "Sign in")
    assert visitor.test.query_params["country"] == "Jordan"


def test_who_is_refused_can_sign_out(visitor: Visitor, claims: dict[str, Any]) -> None:
    signed_in(claims, "<b>eve</b>@elsewhere.example")
    visitor.open()
    expect_only_the_sign_in_page(visitor, "<b>eve</b>@elsewhere.example may not see this page.", "Sign out")
    assert not any("<b>" in part.value for part in visitor.test.main.html)


def test_who_is_signed_in_is_named_and_may_sign_out(visitor: Visitor, claims: dict[str, Any]) -> None:
    signed_in(claims)
    visitor.open()
    assert "ann@example.org" in visitor.sidebar
    assert {"Sign out", "Import", "Export"} <= set(labels(visitor))
    assert visitor.components["link"] == {"signedIn": True}


def test_only_a_role_is_offered_the_import(
    new_visitor: Callable[[], Visitor], claims: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_IMPORT_GROUPS", "importers")
    signed_in(claims, groups=["others"])
    assert "Import" not in labels(new_visitor().open())
    signed_in(claims, groups=["importers"])
    assert "Import" in labels(new_visitor().open())


def test_a_session_that_expires_ends_with_the_next_click(visitor: Visitor, claims: dict[str, Any]) -> None:
    signed_in(claims)
    visitor.open("country=Jordan")
    claims["exp"] = time.time() - 1
    visitor.tick("side", "attack")
    assert "Your sign-in has expired." in visitor.html
    assert labels(visitor) == ["Sign in"]
    assert not visitor.test.get("component_instance")
    signed_in(claims)
    assert visitor.rerun().view.country == ("Jordan",)


@pytest.mark.parametrize("pressed", ["Export", "Import"])
def test_a_dialog_of_a_session_that_expires_closes(pressed: str, visitor: Visitor, claims: dict[str, Any]) -> None:
    signed_in(claims)
    visitor.open()
    visitor.button(pressed)
    assert visitor.test.get("download_button") or visitor.test.get("file_uploader")
    claims["exp"] = time.time() - 1
    visitor.rerun()
    assert labels(visitor) == ["Sign in"]


def test_without_sign_in_there_is_no_trace_of_it(visitor: Visitor) -> None:
    visitor.open()
    assert not {"Sign in", "Sign out"} & set(labels(visitor))
    assert "link" not in visitor.components


def test_a_restriction_without_sign_in_is_no_open_page(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    from components import provider  # noqa: PLC0415

    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    monkeypatch.setattr("streamlit.secrets", {})
    with pytest.raises(SettingError):
        provider.check()
    monkeypatch.setattr("streamlit.user", {})
    visitor.open()
    expect_only_the_sign_in_page(visitor, "Sign in to see this page.", "Sign in")
