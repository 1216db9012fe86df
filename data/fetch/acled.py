"""ACLED's interface: https://acleddata.com/api-documentation (“Getting started”, “Elements of ACLED’s API”).

Read on 2026-11-28, in stored copies: the token by OAuth with e-mail address and password, valid for 24 hours; the
address of the events; `|` between countries; `limit` and `page`; `event_date_where=BETWEEN` (as ACLED's package acledR
sends it). The parameter `with_total` is from a letter of ACLED to its users. Known at second hand, from a client that
was written after the documentation of 2026-08-26: `cursor`, which begins with 0 and ends with a null `next_cursor`, and
the end of `page` on 2026-10-01. Both are therefore understood: pages are numbered where an answer has no `next_cursor`.
"""

import re
from collections.abc import Mapping
from typing import Final

from data.fetch.client import Client, FetchError
from data.fetch.source import Page, Parameters, Request, Row, Source, whole

LIMIT: Final = 5_000
"""The most events of one answer."""
_EARLIEST: Final = "1900-01-01"
_LATEST: Final = "2100-12-31"


class _Acled(Source):
    def log_in(self, client: Client, request: Request, environment: Mapping[str, str]) -> None:
        token = environment.get("BASEWATCH_ACLED_TOKEN", "").strip() or self._token(client, request, environment)
        client.use_key("Authorization", f"Bearer {token}")

    def _token(self, client: Client, request: Request, environment: Mapping[str, str]) -> str:
        email, password = (environment.get(f"BASEWATCH_ACLED_{name}", "") for name in ("EMAIL", "PASSWORD"))
        if not (email and password):
            raise FetchError(
                "ACLED needs an account: register at https://acleddata.com and set BASEWATCH_ACLED_EMAIL and "
                "BASEWATCH_ACLED_PASSWORD, or BASEWATCH_ACLED_TOKEN."
            )
        form = {"grant_type": "password", "client_id": "acled", "username": email, "password": password}
        answer = client.post(f"{request.url}/oauth/token", form)
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise client.error("answers the login without a token.")
        return token

    def address(self, request: Request) -> str:
        return f"{request.url}/api/acled/read"

    def parameters(self, request: Request) -> Parameters:
        found = {
            "_format": "json",
            "country": "|".join(request.countries),
            "limit": str(LIMIT),
            "with_total": "true",
            "cursor": "0",
        }
        if request.start or request.end:
            found["event_date"] = f"{request.start or _EARLIEST}|{request.end or _LATEST}"
            found["event_date_where"] = "BETWEEN"
        return found

    def parse(self, answer: Row, parameters: Parameters) -> Page:
        rows = answer.get("data")
        is_refused = answer.get("success") is False or answer.get("status", "200") != "200"
        if is_refused or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise FetchError(self._refusal(answer))
        return Page(rows, whole(answer.get("total_count")), _following(answer, parameters), _notes(answer))

    def _refusal(self, answer: Row) -> str:
        status = whole(answer.get("status"))
        return f"ACLED {self.statuses.get(status or 0, 'answers without events.')}"


def _following(answer: Row, parameters: Parameters) -> Parameters | None:
    """Return the parameters of the next page, by the cursor of the answer or by its number."""
    if "next_cursor" in answer:
        cursor = answer["next_cursor"]
        return {**parameters, "cursor": str(cursor)} if cursor is not None else None
    numbered = {name: value for name, value in parameters.items() if name != "cursor"}
    # A server may send fewer events than `limit`, so only an empty page is the last one.
    return {**numbered, "page": str(int(parameters.get("page", "1")) + 1)} if answer["data"] else None


def _notes(answer: Row) -> tuple[str, ...]:
    """Return a sentence if the account may not read recent events."""
    restrictions = answer.get("data_query_restrictions")
    recency = restrictions.get("date_recency") if isinstance(restrictions, dict) else None
    if not isinstance(recency, dict):
        return ()
    last = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(recency.get("date")))
    period = f"events after {last[0]}" if last else "recent events"
    return (f"ACLED gives this account no {period}: they are missing, not none.",)


SOURCE: Final = _Acled(
    title="ACLED",
    url="https://acleddata.com",
    terms=(
        "ACLED’s terms of use hold: cite ACLED with the day of access and do not pass the data on "
        "(https://acleddata.com/eula)."
    ),
    statuses={
        400: "does not accept the login or the request (HTTP status 400). Check that BASEWATCH_ACLED_EMAIL and "
        "BASEWATCH_ACLED_PASSWORD are those of your account at https://acleddata.com.",
        401: "does not accept the login: check that BASEWATCH_ACLED_EMAIL and BASEWATCH_ACLED_PASSWORD are those of "
        "your account at https://acleddata.com; a BASEWATCH_ACLED_TOKEN is valid for 24 hours.",
        403: "refuses this account: log in at https://acleddata.com, accept the terms of use, complete the profile, "
        "and check that your access level includes the interface (API).",
        404: "has no events at this address. Check --url.",
    },
)
