"""The bar of actions: the link of a view is shared, and the keys are listed."""

from components.dashboard.keys import KEYS
from tests.app.visitor import Visitor


def test_the_share_dialog_has_the_link_of_the_view(visitor: Visitor) -> None:
    visitor.open("country=Jordan&selected=20240128-tower-22-drone")
    visitor.test.button(key="share").click().run()
    found = visitor.components["share_view"]
    assert found["link"].endswith("/?country=Jordan&selected=20240128-tower-22-drone")
    assert found["title"] == f"{visitor.heading} · Basewatch"
    assert found["code"].startswith("data:image/svg+xml")
    assert "imported file" not in visitor.html


def test_the_keys_lead_through_the_events_of_the_view_by_date(visitor: Visitor) -> None:
    first, last = "20240128-tower-22-drone", "20250623-al-udeid-missile"
    visitor.open("country=Jordan&country=Qatar")
    assert visitor.press("]").view.selected == first
    assert visitor.press("]").view.selected == last
    assert visitor.press("]").view.selected == last, "there is no event after it"
    assert visitor.press("[", "[").view.selected == first
    visitor.open("country=Jordan&country=Qatar")
    assert visitor.press("[").view.selected == last


def test_the_list_of_keys_has_each_of_them(visitor: Visitor) -> None:
    visitor.open()
    visitor.test.button(key="keys").click().run()
    assert "".join(part.value for part in visitor.test.get("html")).count("<kbd>") == len(KEYS)
