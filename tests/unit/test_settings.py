"""Every environment variable is documented, read, and refused in a sentence."""

import pytest

from data import settings
from data.settings import SETTINGS, Setting, SettingError
from data.settings_docs import FILE, markdown


def test_the_page_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == markdown(), "run python -m data.settings_docs"


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.variable)
def test_a_setting_that_is_not_set_has_its_default(setting: Setting[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(setting.variable, " ")
    assert setting.value == setting.default
    assert setting.meaning.endswith(".")


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("BASEWATCH_IMPORTS", "Off", False),
        ("BASEWATCH_SIGN_IN", "on", True),
        ("BASEWATCH_ROWS", "50", 50),
        ("BASEWATCH_LOG", "JSON", "json"),
        ("BASEWATCH_ALLOWED_DOMAINS", "example.org, example.com,", ("example.org", "example.com")),
    ],
)
def test_a_setting_is_read(variable: str, text: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, text)
    assert SETTINGS[variable].value == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [("BASEWATCH_IMPORTS", "no"), ("BASEWATCH_ROWS", "0"), ("BASEWATCH_ROWS", "1e6"), ("BASEWATCH_LOG", "xml")],
)
def test_a_value_that_cannot_be_read_is_refused(variable: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingError, match=f"{variable} is “{text}”. Set it to .*, or remove it."):
        settings.check()
