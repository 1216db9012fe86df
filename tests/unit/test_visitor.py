"""Who may see the page, import and export, by the claims of the provider."""

import time
from typing import Any

import pytest

from components import provider, visitor
from components.visitor import ExpiredError, RefusedVisitorError
from data import settings
from data.settings import SettingError


def claims(**changed: Any) -> dict[str, Any]:
    made = {"is_logged_in": True, "exp": time.time() + 600, "email": "ann@example.org", "email_verified": True}
    return {**made, **changed}


@pytest.fixture
def restricted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    monkeypatch.setenv("BASEWATCH_ALLOWED_DOMAINS", "@Example.org, example.net")
    monkeypatch.setenv("BASEWATCH_ALLOWED_GROUPS", "analysts")
    monkeypatch.setenv("BASEWATCH_IMPORT_GROUPS", "importers")


@pytest.mark.usefixtures("restricted")
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"email": "ANN@EXAMPLE.NET"},
        {"email_verified": "true"},
        {"email": "eve@elsewhere.example", "groups": ["analysts"]},
        {"email": None, "groups": "analysts"},
    ],
    ids=str,
)
def test_who_is_allowed(changed: dict[str, Any]) -> None:
    assert visitor.of_claims(claims(**changed)).may_export


@pytest.mark.usefixtures("restricted")
@pytest.mark.parametrize(
    "changed",
    [
        {"email": "ann@elsewhere.example"},
        {"email": "ann@sub.example.org"},
        {"email": "ann@example.org@elsewhere.example"},
        {"email": "example.org"},
        {"email": "ann@notexample.org"},
        {"email": ""},
        {"email": ["ann@example.org"]},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "false"},
        {"email_verified": ["true"]},
        {"email": "eve@elsewhere.example", "groups": ["Analysts"]},
        {"email": "eve@elsewhere.example", "groups": {"analysts": 1}},
        {"email": "eve@elsewhere.example", "groups": [["analysts"]]},
    ],
    ids=str,
)
def test_who_is_not_allowed(changed: dict[str, Any]) -> None:
    with pytest.raises(RefusedVisitorError, match=r"\.$"):
        visitor.of_claims(claims(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"exp": 0},
        {"exp": None},
        {"exp": "never"},
        {"exp": float("nan")},
    ],
    ids=str,
)
def test_who_has_to_sign_in(changed: dict[str, Any]) -> None:
    with pytest.raises(ExpiredError):
        visitor.of_claims(claims(**changed))


@pytest.mark.usefixtures("restricted")
def test_a_role_may_import_and_others_not() -> None:
    assert not visitor.of_claims(claims()).may_import
    assert visitor.of_claims(claims(groups=["others", "importers"])).may_import


def test_without_restrictions_whoever_is_signed_in_may_do_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    person = visitor.of_claims(claims(email_verified=False))
    assert person.may_import
    assert person.may_export
    assert person.email == ""


def test_the_switches_hold_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert visitor.ANYBODY.may_import
    assert visitor.ANYBODY.may_export
    monkeypatch.setenv("BASEWATCH_IMPORTS", "off")
    monkeypatch.setenv("BASEWATCH_EXPORTS", "off")
    assert not visitor.ANYBODY.may_import
    assert not visitor.ANYBODY.may_export


@pytest.mark.parametrize(
    "variable", ["BASEWATCH_ALLOWED_DOMAINS", "BASEWATCH_ALLOWED_GROUPS", "BASEWATCH_IMPORT_GROUPS"]
)
def test_a_restriction_without_a_sign_in_is_refused(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "example.org")
    with pytest.raises(SettingError, match=f"{variable} restricts nobody while BASEWATCH_SIGN_IN is off"):
        settings.check()
    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    settings.check()


@pytest.mark.parametrize(
    ("secrets", "reason"),
    [
        ({}, "has no redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url"),
        ({"auth": {"client_id": "x"}}, "has no redirect_uri, cookie_secret, client_secret, server_metadata_url"),
        ({"auth": dict.fromkeys(provider._NEEDED, "x")}, "cookie_secret .* is shorter than 32 letters"),
    ],
)
def test_a_sign_in_without_a_provider_is_refused(
    secrets: dict[str, Any], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.secrets", secrets)
    provider.check()
    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    with pytest.raises(SettingError, match=reason):
        provider.check()
    monkeypatch.setattr("streamlit.secrets", {"auth": dict.fromkeys(provider._NEEDED, "x" * 32)})
    provider.check()
