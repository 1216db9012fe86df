"""What is redistributed has its licence, is in NOTICE.md; page, map and slide have one typeface."""

from pathlib import Path

import pytest
import streamlit
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "components" / "static"
FONTS = STATIC / "fonts"
NOTICE = (ROOT / "NOTICE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("folder", "licence"), [("leaflet", "LICENSE"), ("fonts", "OFL.txt"), ("fonts", "OFL-NotoSansArabic.txt")]
)
def test_a_vendored_folder_has_its_licence_and_a_notice(folder: str, licence: str) -> None:
    assert (STATIC / folder / licence).stat().st_size > 1000
    assert f"components/static/{folder}/{licence}" in NOTICE


@pytest.mark.parametrize("work", ["Leaflet", "Source Sans 3", "Noto Sans Arabic", "Natural Earth", "GeoNames"])
def test_the_notice_names_every_redistributed_work(work: str) -> None:
    assert f"| [{work}]" in NOTICE


def test_the_notice_names_the_vendored_version_of_leaflet() -> None:
    header = (STATIC / "leaflet" / "leaflet.js").read_text(encoding="utf-8")[:100]
    version = next(word for word in header.split() if word.startswith("1.")).rstrip(",")
    assert f"[Leaflet](https://leafletjs.com) {version}," in NOTICE


def test_the_page_and_the_map_have_the_same_typeface() -> None:
    """Streamlit preloads Source Sans for the page; the map's frame loads the vendored file."""
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    page = next(media.glob("SourceSansVF-Upright*.woff2"))
    assert page.read_bytes() == (FONTS / "SourceSans3VF-Upright.woff2").read_bytes()


@pytest.mark.parametrize("name", ["Regular", "Semibold"])
def test_the_typeface_has_the_letters_of_transliterated_names(name: str) -> None:
    font = TTFont(FONTS / f"SourceSans3-{name}.ttf")
    letters = "AZaz09ÀÿĀāḌḍḤḥĪīṢṣṬṭŪūẒẓĐđĞğŞşÇçʿʾ–—“”’·×→≥"
    missing = {letter for letter in letters if ord(letter) not in font.getBestCmap()}
    assert not missing
    assert font["head"].fontRevision == pytest.approx(3.052, abs=1e-3)
