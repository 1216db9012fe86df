"""The documentation of the URL is complete, true and up to date."""

import pytest

from data.parameters import Parameter, parameters_of
from data.url_docs import FILE, example_link, markdown
from data.view import View


def test_the_page_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == markdown(), "run python -m data.url_docs"


@pytest.mark.parametrize("parameter", parameters_of(View).values(), ids=lambda parameter: parameter.name)
def test_a_parameter_is_described_with_an_example_that_works(parameter: Parameter) -> None:
    assert parameter.meaning.endswith(".")
    assert parameter.form
    assert f"| `{parameter.name}` |" in FILE.read_text(encoding="utf-8")
    view = View.parse(example_link(parameter))
    assert getattr(view, parameter.name) != parameter.default
    assert view.query() == example_link(parameter), "the example is not written as the page writes it"
