import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from data.record.citation import Citation
from data.view import View

SEEN = date(2026, 3, 8)
AS_OF = date(2025, 7, 11)
HOSTILE = r"50% & $x_1 #2 {a} ~b^ \textbf{c} <d|e> “q” } قاعدة 🚀"
IN_LATEX = {
    "textbackslash{}": "\\",
    "textbraceleft{}": "{",
    "textbraceright{}": "}",
    "textasciitilde{}": "~",
    "textasciicircum{}": "^",
    "textless{}": "<",
    "textgreater{}": ">",
    "textbar{}": "|",
    **{special: special for special in "$&#%_"},
}


def cited(view: View, **changes: object) -> Citation:
    given_ = {"version": "1.0.0", "data_hash": "93d43bd9219d", "issued": AS_OF, "accessed": SEEN, **changes}
    return Citation(view, f"https://basewatch.example/?{view.query()}", **given_)  # type: ignore[arg-type]


def as_read(latex: str) -> str:
    """Return the text that LaTeX prints; fail at a special character that is not escaped."""
    rest = re.sub(r"\\([A-Za-z]+\{\}|[^A-Za-z])", "", latex)
    assert not set(rest) & set(r"\{}$&#%_~^"), rest
    return re.sub(r"\\([A-Za-z]+\{\}|[^A-Za-z])", lambda macro: IN_LATEX[macro[1]], latex)


def test_the_plain_citation_names_view_version_data_days_and_address() -> None:
    assert cited(View(country=("Jordan",))).text() == (
        "Basewatch: Attacks on US and coalition forces and US and coalition strikes, in Jordan. Version 1.0.0, "
        "data 93d43bd9219d, as of 11 July 2025. https://basewatch.example/?country=Jordan (accessed 8 March 2026)"
    )


def test_days_that_are_not_known_are_left_out() -> None:
    for citation, held in (
        (cited(View(), issued=None), {"urldate", "accessed"}),
        (cited(View(), accessed=None), {"year", "month", "date", "issued"}),
        (cited(View(), issued=None, accessed=None), set()),
    ):
        (entry,) = parse_string(citation.bibtex(), "bibtex").entries.values()
        (item,) = json.loads(citation.csl())
        assert ({*entry.fields} | {*item}) & {"year", "month", "date", "urldate", "issued", "accessed"} == held
        assert ("as of" in citation.text()) == ("issued" in held)
        assert ("accessed" in citation.text()) == ("accessed" in held)


def test_bibtex_reads_as_a_misc_entry_with_its_days() -> None:
    (entry,) = parse_string(cited(View()).bibtex(), "bibtex").entries.values()
    assert entry.type == "misc"
    assert [entry.fields[name] for name in ("year", "month", "date", "urldate")] == [
        *("2025", "July", "2025-07-11", "2026-03-08")
    ]
    assert (entry.fields["version"], entry.fields["publisher"]) == ("1.0.0", "Basewatch")
    assert "93d43bd9219d" in entry.fields["note"]


@given(st.text(st.sampled_from("\\{}$&#%_~^<>|\"'@,= aé“🚀قו")) | st.text())
def test_bibtex_preserves_every_title_and_link(words: str) -> None:
    citation = cited(View(find=words))
    (entry,) = parse_string(citation.bibtex(), "bibtex").entries.values()
    title = entry.fields["title"]
    assert (title[0], title[-1]) == ("{", "}")
    assert as_read(title[1:-1]) == citation.title
    assert View.parse(urlsplit(entry.fields["url"]).query) == citation.view


def test_no_two_views_and_no_two_states_of_the_data_share_a_key() -> None:
    one = cited(View())
    assert one.key == cited(View(), accessed=None).key
    assert len({one.key, cited(View(find="x")).key, cited(View(), data_hash="0").key}) == 3


def test_csl_json_holds_one_dataset_with_all_that_a_style_needs() -> None:
    citation = cited(View(find=HOSTILE))
    (item,) = json.loads(citation.csl())
    assert item["type"] == "dataset"
    assert item["title"] == f"Basewatch: {citation.view.describe()}"
    assert (item["version"], item["publisher"], item["author"]) == ("1.0.0", "Basewatch", [{"literal": "Basewatch"}])
    assert item["issued"] == {"date-parts": [[2025, 7, 11]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 8]]}
    assert parse_qs(urlsplit(item["URL"]).query) == {"find": [HOSTILE]}


def test_an_address_is_made_safe_but_not_encoded_twice() -> None:
    citation = Citation(View(), "https://a.example/{x} y?find=50%25\\", "1", "0")
    assert citation.address == "https://a.example/%7Bx%7D%20y?find=50%25%5C"


def test_external_data_are_cited_as_shown_with_basewatch() -> None:
    citation = Citation(View(), "https://a.example/", "1.0.0", "0123456789ab", external_name="Imported file x.csv")
    assert citation.text().startswith("Imported file x.csv, shown with Basewatch: Attacks")
    (item,) = json.loads(citation.csl())
    assert not {"author", "publisher", "version"} & set(item)
    for notation in (citation.text(), citation.bibtex(), citation.csl()):
        assert "0123456789ab" in notation
        assert "1.0.0" not in notation
