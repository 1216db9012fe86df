"""The value of `BASEWATCH_EVENTS` that names a database: a URL for Ibis, and the table after a `#`."""

import re
from typing import Final, NamedTuple
from urllib.parse import quote

_NOT_AN_ESCAPE: Final = re.compile(r"%(?![0-9a-fA-F]{2})")
_QUERY_VALUE: Final = re.compile(r"[?&][\w.]+=[^&]*\Z")


class DatabaseUrl(NamedTuple):
    """A database and one of its tables.

    Attributes:
        url: what `ibis.connect` takes.
        table: the table's name; empty where none is given.
    """

    url: str
    table: str


def is_url(place: str) -> bool:
    """Return whether this is the URL of a database, not a path."""
    return "://" in place


def parse(place: str) -> DatabaseUrl:
    """Return the database and the table that a URL names.

    A password may hold the characters that a URL should escape, as passwords that are pasted do: the user's part ends
    at the last `@` that is not in the value of a parameter, and the table is what follows the last `#` after it.

    >>> parse("postgresql://reader:a#b/c@host:5432/db#attacks")
    DatabaseUrl(url='postgresql://reader:a%23b%2Fc@host:5432/db', table='attacks')
    >>> parse("postgresql://host/db?user=reader&password=a@b")
    DatabaseUrl(url='postgresql://host/db?user=reader&password=a@b', table='')
    """
    scheme, _, rest = place.partition("://")
    user_part, place_part = _split_at_host(rest)
    address, _, table = place_part.rpartition("#") if "#" in place_part else (place_part, "", "")
    address = address.replace("#", "%23")
    return DatabaseUrl(f"{scheme}://{_escaped(user_part)}{address}", table)


def _split_at_host(rest: str) -> tuple[str, str]:
    """Return what precedes the host, with its `@`, and the rest."""
    for found in reversed([*re.finditer("@", rest)]):
        if not _QUERY_VALUE.search(rest, 0, found.start()):
            return rest[: found.end()], rest[found.end() :]
    return "", rest


def _escaped(user_part: str) -> str:
    """Return `user:password@` with a password that is valid in a URL; Ibis takes the user literally."""
    user, colon, password = user_part.removesuffix("@").partition(":")
    if not colon:
        return user_part
    return f"{user}:{quote(_NOT_AN_ESCAPE.sub('%25', password), safe='%')}@"
