"""The documentation names every word of the closed lists, environment variable, command and file that it should."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from data import terms

ROOT = Path(__file__).parents[2]
ROOMS = ("data", "geo", "components")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *sorted((ROOT / "docs").glob("*.md")),
    )
}
TEXT = "\n".join(PAGES.values())
SOURCES = {path: path.read_text(encoding="utf-8") for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))}
COMMANDS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__")
    for path, source in SOURCES.items()
    if path.name == "__main__.py" or '\nif __name__ == "__main__":' in source
}
CLOSED_LISTS = {
    "side": terms.SIDES,
    "event_type": terms.EVENT_TYPES,
    "outcome": terms.OUTCOMES,
    "actor_basis": terms.ACTOR_BASES,
    "time_precision": terms.TIME_PRECISIONS,
    "geo_precision": terms.GEO_PRECISIONS,
    "party": terms.PARTIES,
    "harm": terms.HARMS,
}


def test_the_glossary_is_sorted_and_explains_each_word_once() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*: ", GLOSSARY, re.MULTILINE)
    assert len(words) > 30
    assert words == sorted(set(words), key=str.lower)


@pytest.mark.parametrize("name", CLOSED_LISTS)
def test_the_glossary_names_every_value_of_a_closed_list(name: str) -> None:
    assert {value for value in CLOSED_LISTS[name] if f"`{value}`" not in GLOSSARY} == set()


def test_every_environment_variable_is_documented() -> None:
    variables = {name for source in SOURCES.values() for name in re.findall(r"BASEWATCH_[A-Z_]+", source)}
    assert "BASEWATCH_EVENTS" in variables
    assert {name for name in variables if name not in TEXT} == set()


def test_every_documented_environment_variable_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    code = "\n".join(SOURCES.values()) + tests
    assert {name for name in re.findall(r"BASEWATCH_[A-Z_]+", TEXT) if name not in code} == set()


def test_every_command_is_documented() -> None:
    assert {"data", "components.slide", "geo.build.boundaries"} <= COMMANDS
    assert {name for name in COMMANDS if f"python -m {name}" not in TEXT} == set()


def test_every_documented_command_exists() -> None:
    named = set(re.findall(r"python -m ([a-z_.]+[a-z_])", TEXT)) - {"compileall", "pip", "pytest", "venv"}
    assert {name for name in named if not name.startswith("tests.")} <= COMMANDS
    for name in named - COMMANDS:
        path = ROOT.joinpath(*name.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


def test_every_subcommand_is_documented() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "data", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = re.search(r"\{([a-z,-]+)\}", shown.stdout)
    assert listed
    assert {name for name in listed.group(1).split(",") if f"python -m data {name}" not in TEXT} == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_path_on_a_page_leads_to_a_file(name: str) -> None:
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#:]+)\)", PAGES[name])
    paths = re.findall(r"`((?:app|components|data|geo|tests|docs|requirements)[\w./-]*(?:/|\.\w+))`", PAGES[name])
    assert {link for link in links if not (folder / link).exists()} == set()
    assert {path for path in paths if not (ROOT / path).exists() and "NAME" not in path} == set()


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_the_readme_leads_to_every_page(name: str) -> None:
    assert f"(docs/{name})" in PAGES["README.md"]


def test_every_requirements_file_is_an_extra_and_documented() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for path in (ROOT / "requirements").glob("*.txt"):
        assert f'{path.stem} = {{ file = "requirements/{path.stem}.in" }}' in project
        assert f"requirements/{path.name}" in TEXT
