"""A slide is drawn in a process of its own: what goes wrong there is one sentence, and the next slide is drawn."""

from collections.abc import Callable
from pathlib import Path

import pytest

from components.page_data import Record, SlideData, load_slide
from components.slide import drawing, render
from components.slide.__main__ import main
from components.slide.drawing import SlideError
from components.slide.formats import FORMATS
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View
from tests.unit import tasks

CRASHED = r"The slide could not be drawn: its process crashed \(SIGABRT\)\. Change the view or its texts\."


@pytest.fixture(scope="module")
def slide(catalog: Catalog, record_engine: Engine) -> SlideData:
    dataset = Dataset("Basewatch record", record_engine, of_record=True)
    return load_slide(Record.of(catalog, record_engine), dataset, View.parse("country=Jordan"))


@pytest.mark.slow
@pytest.mark.parametrize("key", FORMATS)
def test_a_file_from_another_process_is_the_same(slide: SlideData, key: str) -> None:
    assert drawing.draw(key, slide) == drawing.write(key, slide)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "words"),
    [
        (tasks.abort_in_renderer, CRASHED),
        (tasks.fail_in_renderer, r"drawn: it holds something that vl-convert cannot draw\."),
        (tasks.draw_for_ever, r"drawn: it took longer than 2 seconds\."),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_the_next_slide_is_drawn(
    slide: SlideData, monkeypatch: pytest.MonkeyPatch, write: Callable[..., bytes], words: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(drawing, "write", write)
        if write is tasks.draw_for_ever:
            patch.setenv("BASEWATCH_RENDER_SECONDS", "2")
        with pytest.raises(SlideError, match=words):
            drawing.draw("svg", slide)
    assert drawing.draw("svg", slide).startswith(b"<svg ")


def test_the_command_line_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(drawing, "write", tasks.abort_in_renderer)
    assert main(["country=Jordan", "-o", str(tmp_path / "slide.png")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("The slide could not be drawn: its process crashed (SIGABRT).")
    assert not (tmp_path / "slide.png").exists()


@pytest.mark.parametrize("size", ['width="161154" height="900"', 'width="1600" height="900"><svg x="1" width="1e9"'])
def test_a_picture_of_too_many_pixels_is_not_drawn(size: str) -> None:
    with pytest.raises(render.RenderError, match="pixels, more than 20,000,000"):
        render.png(f'<svg xmlns="http://www.w3.org/2000/svg" {size} height="900"></svg></svg>')
