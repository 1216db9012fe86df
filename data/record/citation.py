"""How to cite a view: in plain text, as BibTeX and as CSL-JSON."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from data.view import View

PUBLISHER: Final = "Basewatch"
_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # not \{: BibTeX counts braces without heeding the backslash
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{special: f"\\{special}" for special in "$&#%_"},
}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAFE_IN_ADDRESSES: Final = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True, slots=True)
class Citation:
    """A view as something to be cited.

    `issued` is the day that the record is as of, `accessed` the day on which it was looked at; either is left out of
    the citation where it is None. `foreign` names data that are not the record's: Basewatch is neither their author
    nor their publisher, and the record's version says nothing of them.
    """

    view: View
    link: str
    version: str
    data_hash: str
    issued: date | None = None
    accessed: date | None = None
    foreign: str = ""

    @property
    def title(self) -> str:
        """The title: the view's own sentence."""
        source = f"{self.foreign}, shown with {PUBLISHER}" if self.foreign else PUBLISHER
        return f"{source}: {self.view.describe()}"

    @property
    def state(self) -> str:
        """Which state of which data was looked at."""
        return f"Data {self.data_hash}" if self.foreign else f"Version {self.version}, data {self.data_hash}"

    @property
    def address(self) -> str:
        """The link, with everything percent-encoded that an address must not hold."""
        return quote(self.link, safe=_SAFE_IN_ADDRESSES)

    @property
    def key(self) -> str:
        """A name that no other view, and no other state of the data, has."""
        told = f"{self.view.query()} {self.version} {self.data_hash}"
        return f"basewatch-{hashlib.sha256(told.encode()).hexdigest()[:10]}"

    def text(self) -> str:
        """The citation in plain text."""
        as_of = f", as of {_in_words(self.issued)}" if self.issued else ""
        accessed = f" (accessed {_in_words(self.accessed)})" if self.accessed else ""
        return f"{self.title}. {self.state}{as_of}. {self.address}{accessed}"

    def bibtex(self) -> str:
        """The citation as a BibTeX entry in UTF-8; `url` stands as it is, all other texts are escaped for LaTeX."""
        fields = {
            "title": f"{{{_latex(self.title)}}}",
            "note": _latex(self.state),
            "url": self.address,
        }
        if not self.foreign:
            fields |= {"author": f"{{{PUBLISHER}}}", "publisher": PUBLISHER, "version": _latex(self.version)}
        if self.issued:
            fields |= {"year": str(self.issued.year), "date": self.issued.isoformat()}
        if self.accessed:
            fields["urldate"] = self.accessed.isoformat()
        lines = [f"  {name} = {{{words}}}," for name, words in fields.items()]
        if self.issued:
            lines.append(f"  month = {_MONTHS[self.issued.month - 1]},")
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    def csl(self) -> str:
        """The citation as CSL-JSON: a list of one item."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "note": f"Data {self.data_hash}",
            "URL": self.address,
        }
        if not self.foreign:
            item |= {"author": [{"literal": PUBLISHER}], "publisher": PUBLISHER, "version": self.version}
        for name, day in (("issued", self.issued), ("accessed", self.accessed)):
            if day:
                item[name] = {"date-parts": [[day.year, day.month, day.day]]}
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _latex(text: str) -> str:
    return re.sub(r"[\\{}~^<>|$&#%_]", lambda special: _LATEX[special.group()], text)
