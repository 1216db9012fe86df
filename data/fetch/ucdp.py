"""UCDP's interface to the events of GED and Candidate: https://ucdp.uu.se/apidocs/.

Read on 2026-11-28, in stored copies: the version as a part of the address, the limits of 1,000 events a page and 5,000
requests a day (errors count), the header `x-ucdp-access-token`, required since February 2026. The names of the
parameters and of the answer's members are those of the interface's OpenAPI description (a copy of August 2026), the
number 0 of the first page those of an example. That `Country` takes several Gleditsch–Ward numbers with commas between
them is known from clients only, as is that `StartDate` and `EndDate` select by the last day of an event.
"""

import re
from collections.abc import Mapping
from typing import Final

from data.fetch.client import Client, FetchError
from data.fetch.countries import COUNTRIES
from data.fetch.source import Page, Parameters, Request, Row, Source, whole

PAGE_SIZE: Final = 1_000


class _Ucdp(Source):
    def log_in(self, client: Client, request: Request, environment: Mapping[str, str]) -> None:
        del request
        token = environment.get("BASEWATCH_UCDP_TOKEN", "").strip()
        if not token:
            raise FetchError(
                "UCDP needs a token: request one from the maintainer named at https://ucdp.uu.se/apidocs/ and set "
                "BASEWATCH_UCDP_TOKEN."
            )
        client.use_key("x-ucdp-access-token", token)

    def address(self, request: Request) -> str:
        version = request.version or ""
        if not re.fullmatch(r"[0-9]+(\.[0-9]+){1,3}", version):
            raise FetchError(f"--version {version}: a version of UCDP GED is written as 26.1, of Candidate as 26.0.9.")
        return f"{request.url}/api/gedevents/{version}"

    def parameters(self, request: Request) -> Parameters:
        found = {
            "pagesize": str(PAGE_SIZE),
            "page": "0",
            "Country": ",".join(str(COUNTRIES[country]) for country in request.countries),
        }
        days = {"StartDate": request.start, "EndDate": request.end}
        return found | {name: day.isoformat() for name, day in days.items() if day}

    def parse(self, answer: Row, parameters: Parameters) -> Page:
        rows, pages = answer.get("Result"), whole(answer.get("TotalPages"))
        if pages is None or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise FetchError("UCDP answers without events.")
        number = int(parameters["page"]) + 1
        # The address of the next page is in the answer, too, but the key is sent to no address that an answer names.
        following = {**parameters, "page": str(number)} if number < pages else None
        return Page(rows, whole(answer.get("TotalCount")), following)


SOURCE: Final = _Ucdp(
    title="UCDP",
    url="https://ucdpapi.pcr.uu.se",
    terms="UCDP’s data are licensed under CC BY 4.0: name UCDP and the version where you use them.",
    statuses={
        400: "does not accept the request (HTTP status 400), which may also mean too many requests. Run the same "
        "command again in some minutes: it continues where it stopped.",
        401: "does not accept BASEWATCH_UCDP_TOKEN. Request a token from the maintainer named at "
        "https://ucdp.uu.se/apidocs/.",
        403: "refuses BASEWATCH_UCDP_TOKEN: the token may be blocked. Write to the maintainer named at "
        "https://ucdp.uu.se/apidocs/.",
        404: "has no such version. https://ucdp.uu.se/downloads/ lists the versions; choose one with --version.",
    },
    version="26.1",
)
