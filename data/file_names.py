"""Names of exported files: what a view shows, in letters that every system allows.

Streamlit serves a file under a hash of its name and of parts of its content, so the names of files with the events of
an imported file hold its fingerprint: no two visitors' files share an address.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from data.view import View

_LIMIT: Final = 100
"""The most letters of a name without its ending."""
_SIDES: Final = {
    "attack": "attacks",
    "us_strike": "us-strikes",
    "coalition_strike": "coalition-strikes",
    "other": "other-events",
}


def stem(view: View) -> str:
    """Return the name of a view's file without its ending: who struck, the other filters, the dates.

    >>> stem(View.parse("dates=2023-10-17..2024-02-07&side=attack&country=Syria"))
    'basewatch_attacks_syria_2023-10-17_2024-02-07'
    >>> stem(View.parse("actor=Kata'ib Hezbollah&data=own&file=096e4e80aaaa")), stem(View())
    ('basewatch_imported-096e4e80aaaa_kata-ib-hezbollah', 'basewatch')
    """
    parts = ["basewatch", *(part for part in map(_plain, _parts(view)) if part)]
    while len("_".join(parts)) > _LIMIT:
        parts.pop()
    return "_".join(parts)


def _parts(view: View) -> Iterator[str]:
    yield "" if view.data == "record" else f"{'with-' if view.data == 'both' else ''}imported-{view.file}"
    yield from (_SIDES[side] for side in view.side)
    for name in ("event_type", "actor", "basis", "country"):
        yield from getattr(view, name)
    yield view.find
    yield "area" if view.area else ""
    yield from (str(day) for day in view.dates if day)


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
