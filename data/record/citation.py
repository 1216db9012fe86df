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
    "{": r"\textbraceleft{}",  # not \{: BibTeX counts braces even after a backslash
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{special: f"\\{special}" for special in "$&#%_"},
}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAFE_IN_URLS: Final = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of a view.

    Attributes:
        view: the view.
        link: its address on the page.
        version: the record's version.
        data_hash: the fingerprint of the data.
        issued: the date of the data; left out of the citation if None.
        accessed: the date on which the view was looked at; left out if None.
        external_name: names data that are not the record's. Basewatch is neither their author nor their publisher, and
            the record's version does not apply to them. Empty for the record.

    >>> Citation(View(), "https://basewatch.example/", "1.0.0", "93d43bd9219d").text()[:63]
    'Basewatch: Attacks on US and coalition forces and US and coalit'
    """

    view: View
    link: str
    version: str
    data_hash: str
    issued: date | None = None
    accessed: date | None = None
    external_name: str = ""

    @property
    def title(self) -> str:
        """Return the title: the view's sentence."""
        source = f"{self.external_name}, shown with {PUBLISHER}" if self.external_name else PUBLISHER
        return f"{source}: {self.view.describe()}"

    @property
    def edition(self) -> str:
        """Return which version of which data is cited."""
        return f"Data {self.data_hash}" if self.external_name else f"Version {self.version}, data {self.data_hash}"

    @property
    def address(self) -> str:
        """Return the link with all characters percent-encoded that a URL must not contain."""
        return quote(self.link, safe=_SAFE_IN_URLS)

    @property
    def key(self) -> str:
        """Return an id that is unique to this view and this edition of the data."""
        edition = f"{self.view.query()} {self.version} {self.data_hash}"
        return f"basewatch-{hashlib.sha256(edition.encode()).hexdigest()[:10]}"

    def text(self) -> str:
        """Return the citation as plain text."""
        as_of = f", as of {_format_date(self.issued)}" if self.issued else ""
        accessed = f" (accessed {_format_date(self.accessed)})" if self.accessed else ""
        return f"{self.title}. {self.edition}{as_of}. {self.address}{accessed}"

    def bibtex(self) -> str:
        """Return a BibTeX entry in UTF-8, with everything but `url` escaped for LaTeX."""
        fields = {
            "title": f"{{{_latex(self.title)}}}",
            "note": _latex(self.edition),
            "url": self.address,
        }
        if not self.external_name:
            fields |= {"author": f"{{{PUBLISHER}}}", "publisher": PUBLISHER, "version": _latex(self.version)}
        if self.issued:
            fields |= {"year": str(self.issued.year), "date": self.issued.isoformat()}
        if self.accessed:
            fields["urldate"] = self.accessed.isoformat()
        lines = [f"  {name} = {{{text}}}," for name, text in fields.items()]
        if self.issued:
            lines.append(f"  month = {_MONTHS[self.issued.month - 1]},")
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    def csl(self) -> str:
        """Return the citation as CSL-JSON: a list with one item."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "note": f"Data {self.data_hash}",
            "URL": self.address,
        }
        if not self.external_name:
            item |= {"author": [{"literal": PUBLISHER}], "publisher": PUBLISHER, "version": self.version}
        for name, day in (("issued", self.issued), ("accessed", self.accessed)):
            if day:
                item[name] = {"date-parts": [[day.year, day.month, day.day]]}
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _format_date(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _latex(text: str) -> str:
    return re.sub(r"[\\{}~^<>|$&#%_]", lambda special: _LATEX[special.group()], text)
