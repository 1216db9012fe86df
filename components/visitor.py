"""Who the visitor is, and what they may do: by the switches, and by the groups of whoever is signed in."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from data import settings


class RefusedVisitorError(Exception):
    """Somebody is signed in who may not see the page; the message is one sentence for them."""


class ExpiredError(Exception):
    """Nobody is signed in, or no longer; the message is one sentence for them, empty if they never were."""


@dataclass(frozen=True)
class Visitor:
    """A person whom the page serves.

    Attributes:
        email: the verified address, empty where nobody signs in or the provider does not verify it.
        groups: the groups of the provider.
        expires: when the sign-in ends, in seconds since 1970.
    """

    email: str = ""
    groups: frozenset[str] = frozenset()
    expires: float = math.inf

    @property
    def may_import(self) -> bool:
        """Whether this visitor may import files."""
        wanted = settings.IMPORT_GROUPS.value
        return settings.IMPORTS.value and (not wanted or not self.groups.isdisjoint(wanted))

    @property
    def may_export(self) -> bool:
        """Whether this visitor may export files, at the moment."""
        return settings.EXPORTS.value and self.expires > time.time()


ANYBODY: Final = Visitor()


def current() -> Visitor:
    """Return the visitor of this session.

    Raises:
        ExpiredError: they have to sign in, the first time or again.
        RefusedVisitorError: they may not see the page.
    """
    return of_claims(st.user) if settings.SIGN_IN.value else ANYBODY


def of_claims(claims: Mapping[str, object]) -> Visitor:
    """Return the visitor whom the claims of an OpenID Connect provider describe, as Streamlit stores them.

    Raises:
        ExpiredError: nobody is signed in, or the time of the claims has ended.
        RefusedVisitorError: they are of no allowed domain and of no allowed group.
    """
    if claims.get("is_logged_in") is not True:
        raise ExpiredError
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or not expires > time.time():  # "not a number" is no time
        raise ExpiredError("Your sign-in has expired. Sign in again to continue where you were.")
    visitor = Visitor(_verified_email(claims), _groups(claims), expires)
    domains = {domain.lower().removeprefix("@") for domain in settings.ALLOWED_DOMAINS.value}
    groups = settings.ALLOWED_GROUPS.value
    if not domains and not groups:
        return visitor
    if visitor.email.rpartition("@")[2].lower() in domains or not visitor.groups.isdisjoint(groups):
        return visitor
    raise RefusedVisitorError(_refusal(claims, visitor))


def _refusal(claims: Mapping[str, object], visitor: Visitor) -> str:
    if not visitor.email and claims.get("email") and settings.ALLOWED_DOMAINS.value:
        return "Your email address is not verified by your provider, so it does not open this page."
    account = visitor.email or "This account"
    return f"{account} may not see this page. Sign out to use another account, or ask whoever serves the page."


def _verified_email(claims: Mapping[str, object]) -> str:
    email = claims.get("email")
    verified = claims.get("email_verified")
    is_verified = verified is True or verified == "true"  # some providers send the word
    return email if is_verified and isinstance(email, str) and "@" in email else ""


def _groups(claims: Mapping[str, object]) -> frozenset[str]:
    groups = claims.get("groups")
    listed = groups if isinstance(groups, list) else [groups]
    return frozenset(group for group in listed if isinstance(group, str) and group)
