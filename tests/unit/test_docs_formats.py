"""Every file format, command and option is documented in the README or docs/."""

import argparse
import re
from pathlib import Path

import pytest

from components.slide.formats import FORMATS as SLIDES
from data.__main__ import parser
from data.exporters import FORMATS as EXPORTS
from data.importers import FORMATS as IMPORTS
from data.importers import SUFFIXES

ROOT = Path(__file__).parents[2]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))


def actions(of: argparse.ArgumentParser) -> list[str]:
    """Return the commands and options of a parser and of its commands, each option after its command."""
    found: list[str] = []
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                found += [f"python -m data {name}", *actions(command)]
        elif not isinstance(action, argparse._HelpAction):
            found += action.option_strings[:1]
    return found


@pytest.mark.parametrize(
    "name",
    [
        *(f"`{key}`" for key in (*EXPORTS, *IMPORTS)),
        *(kind.label for kind in EXPORTS.values()),
        *SUFFIXES,
        *(kind.suffix for kind in SLIDES.values()),
        *actions(parser()),
    ],
)
def test_it_is_documented(name: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", DOCS)
