"""The bar over the slide: it is seen while somebody uses the page."""

from components import assets

_bar = assets.component("slide_bar", "slide_bar/slide_bar.js")


def draw() -> None:
    """Draw the component that shows the bar; it has no height."""
    _bar(data={"words": "Files of the slide"}, key="slide-bar-shown")
