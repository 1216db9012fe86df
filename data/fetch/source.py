"""What an interface is: the contract between the modules of the interfaces and the rest of a fetch."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data.fetch.client import Client

Row = dict[str, Any]
Parameters = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asks an interface for.

    Attributes:
        countries: keys of `COUNTRIES`.
        start: the first day; None without a limit.
        end: the last day; None without a limit.
        version: the version of the data, of an interface that has several; None for its default.
        url: the address of the interface; None for that of its publisher.
    """

    countries: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    version: str | None = None
    url: str | None = None

    def described(self) -> dict[str, Any]:
        """Return the request as JSON holds it, to compare it with that of an earlier run.

        >>> Request(countries=("Jordan",), start=date(2024, 1, 28)).described()["start"]
        '2024-01-28'
        """
        found: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """One answer.

    Attributes:
        rows: its events; numbers are texts, as they were written.
        total: the number of events on all pages, as the interface states it; None if it does not.
        following: the parameters of the next page; None after the last one.
        notes: sentences about what the interface left out.
    """

    rows: list[Row]
    total: int | None
    following: Parameters | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(ABC):
    """An interface. Each module of this package with a `SOURCE` defines one, `SOURCES` lists them.

    Attributes:
        title: its name.
        url: its address.
        terms: the terms of use, in a sentence for every fetch.
        statuses: what a person can do about an HTTP status, in sentences.
        version: the version that is fetched by default; None if there are no versions.
    """

    title: str
    url: str
    terms: str
    statuses: Mapping[int, str]
    version: str | None = None

    @abstractmethod
    def log_in(self, client: Client, request: Request, environment: Mapping[str, str]) -> None:
        """Give the client the key of the environment.

        Raises:
            FetchError: there is no key, or the interface does not accept it.
        """

    @abstractmethod
    def address(self, request: Request) -> str:
        """Return the address of the events, of a request with address and version.

        Raises:
            FetchError: there cannot be such a version.
        """

    @abstractmethod
    def parameters(self, request: Request) -> Parameters:
        """Return the parameters of the first page."""

    @abstractmethod
    def parse(self, answer: Row, parameters: Parameters) -> Page:
        """Return the page that an answer holds.

        Raises:
            FetchError: the answer holds no events.
        """


def whole(value: object) -> int | None:
    """Return a number of an answer; None if it is none.

    >>> whole("12"), whole(None), whole("many")
    (12, None, None)
    """
    return int(value) if isinstance(value, str) and value.isdecimal() else None
