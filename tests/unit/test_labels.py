"""Streamlit reads its labels and messages as Markdown, so no text from outside may be in one."""

import ast
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
READ_AS_MARKDOWN: Final = frozenset(
    {
        *("markdown", "write", "caption", "warning", "error", "info", "success", "toast", "exception", "title"),
        *("header", "subheader", "text", "metric", "button", "download_button", "link_button", "form_submit_button"),
        *("checkbox", "toggle", "radio", "selectbox", "multiselect", "slider", "text_input", "text_area"),
        *("number_input", "date_input", "datetime_input", "file_uploader", "segmented_control", "pills", "expander"),
        *("popover", "status", "spinner", "tabs", "dialog", "page_link", "badge"),
    }
)
OURS: Final = frozenset(
    {
        "_PRIVACY.format(f'{server_settings.UPLOAD_MB.value:,}')",
        "import_reading.waiting(others)",
        "_OPTIONS_TITLE",
        "item.title",
        "item.help or None",
        "facet.title",
        "label",
        "list(FIELDS)",
        "list(notations)",
        "file_format.label",
        "file_format.hint",
        "words",
        "title",
    }
)
"""Expressions in labels whose texts are written in this project, beside constants."""


def is_ours(argument: ast.expr) -> bool:
    """Return whether a label is a constant, one of `OURS`, or made of constants and numbers."""
    if isinstance(argument, ast.Constant) or ast.unparse(argument) in OURS:
        return True
    if isinstance(argument, ast.IfExp):
        return is_ours(argument.body) and is_ours(argument.orelse)
    if isinstance(argument, ast.JoinedStr):
        return all(is_plain(part.value) for part in argument.values if isinstance(part, ast.FormattedValue))
    return False


def is_plain(part: ast.expr) -> bool:
    return ast.unparse(part) in PLAIN or (
        isinstance(part, ast.Call) and ast.unparse(part.func) in {"len", "_pairs", "', '.join"}
    )


PLAIN: Final = frozenset(
    {
        *("n + 1", "name.line", "rest", "shown", "found.omitted", "PAIRS_LIMIT", "SURE_SCORE", "pair.score"),
        *("NOTES_LIMIT", "number", "strikes", "kind.label", "kind.hint", "_ONLINE", "ATTRIBUTION"),
    }
)
"""Numbers, and texts of the project, inside labels."""


def labels(file: Path) -> list[ast.expr]:
    """Return the labels, helps and first texts of the calls that Streamlit reads as Markdown."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READ_AS_MARKDOWN:
            receiver = ast.unparse(node.func.value)
            if receiver == "text" or (node.func.attr == "write" and receiver != "st"):
                continue  # the module of sentences, and writers of files
            found += node.args[:1] + [named.value for named in node.keywords if named.arg in {"label", "help", "text"}]
    return found


def test_no_label_of_streamlit_holds_a_text_from_outside() -> None:
    files = [ROOT / "app.py", *(ROOT / "components").rglob("*.py")]
    foreign = {
        f"{file.name}: {ast.unparse(label)}"
        for file in files
        if "streamlit" in file.read_text(encoding="utf-8")
        for label in labels(file)
        if not is_ours(label)
    }
    assert foreign == set()
