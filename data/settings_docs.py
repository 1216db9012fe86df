"""Write `docs/settings.md`, the documentation of every environment variable: `python -m data.settings_docs`."""

from pathlib import Path
from typing import Final

from data.settings import SETTINGS, Setting

FILE: Final = Path(__file__).parent.parent / "docs" / "settings.md"
_HEAD: Final = """# Settings

Whoever serves the page sets these environment variables. A variable that is not set, or empty, has its default. A value
that cannot be read ends the start of the server with a sentence.

This page is generated from `data/settings.py`: run `python -m data.settings_docs` after a change there.

| variable | value | default | meaning |
|---|---|---|---|
"""


def markdown() -> str:
    """Return the page in Markdown."""
    return _HEAD + "".join(_row(setting) for setting in SETTINGS.values())


def _row(setting: Setting[object]) -> str:
    return f"| `{setting.variable}` | {setting.form} | {_default(setting.default)} | {setting.meaning} |\n"


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "`on`" if value else "`off`"
    if isinstance(value, int):
        return f"{value:,}"
    return f"`{value}`" if value else "none"


if __name__ == "__main__":
    FILE.write_text(markdown(), encoding="utf-8")
