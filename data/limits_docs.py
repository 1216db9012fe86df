"""Write `docs/limits.md`, the documentation of every fixed limit: `python -m data.limits_docs`."""

from pathlib import Path
from typing import Final

from data.limits import LIMITS

FILE: Final = Path(__file__).parent.parent / "docs" / "limits.md"
_HEAD: Final = """# Limits

Everything that comes from outside has a limit. More than that ends in one sentence that says what to do; what was on
the page before stays. Whoever serves the page can change the limits on [uploads, rows, columns, text, unpacked size,
vertices, seconds, memory, exported events and sessions](settings.md). These are fixed:

| what | the most | more |
|---|---|---|
"""
_TAIL: Final = """
This page is generated from `data/limits.py`: run `python -m data.limits_docs` after a change there.
"""


def markdown() -> str:
    """Return the page in Markdown."""
    rows = (f"| {limit.what} | {limit.number:,} | {limit.beyond} |\n" for limit in LIMITS)
    return f"{_HEAD}{''.join(rows)}{_TAIL}"


if __name__ == "__main__":
    FILE.write_text(markdown(), encoding="utf-8")
