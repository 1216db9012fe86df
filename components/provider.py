"""The settings of the OpenID Connect provider with whom visitors sign in."""

from importlib.util import find_spec
from typing import Final

import streamlit as st

from data import settings

_NEEDED: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SHORTEST_SECRET: Final = 32
"""Letters of the secret that signs the cookie: with a short one, cookies can be forged."""


def check() -> None:
    """Check that visitors can sign in, if they have to.

    Raises:
        SettingError: a package, or a value in `.streamlit/secrets.toml`, is missing.
    """
    if not settings.SIGN_IN.value:
        return
    if find_spec("authlib") is None or find_spec("httpx") is None:
        raise settings.SettingError(
            f"{settings.SIGN_IN.variable} is on, but Authlib is missing. Run pip install -r requirements/sign-in.txt."
        )
    try:
        provider = st.secrets.get("auth", {})
    except FileNotFoundError:
        provider = {}
    missing = [name for name in _NEEDED if not provider.get(name)]
    if missing:
        raise settings.SettingError(
            f"{settings.SIGN_IN.variable} is on, but [auth] in .streamlit/secrets.toml has no {', '.join(missing)}. "
            "docs/sign-in.md describes them."
        )
    if len(provider["cookie_secret"]) < _SHORTEST_SECRET:
        raise settings.SettingError(
            f"cookie_secret in .streamlit/secrets.toml is shorter than {_SHORTEST_SECRET} letters. Make one with "
            'python -c "import secrets; print(secrets.token_hex(32))".'
        )
