"""A sentence that screen readers read when it changes, and that is scrolled into sight."""

from components import assets

_announcement = assets.component("announcement", "widgets/announcement.js")


def draw(key: str, sentence: str, number: int) -> None:
    """Draw the sentence; it is announced, and scrolled into sight, whenever `number` is a new one."""
    _announcement(data={"sentence": sentence, "number": number}, key=key)
