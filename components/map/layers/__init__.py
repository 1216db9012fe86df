"""The layers of the map, from the bottom up.

A layer called NAME is `components/static/map/layers/NAME.js` in the browser and `components/slide/layers/NAME.py` on a
slide; its module here makes the data that the browser gets.
"""

from typing import Final

from components.map.layers import base_map, bases, circles, events, labels, leaders, notes
from components.map.layers.layer import Fixed, Layer, Shown

LAYERS: Final = (
    base_map.LAYER,
    circles.LAYER,
    bases.LAYER,
    labels.LAYER,
    leaders.LAYER,
    events.LAYER,
    notes.LAYER,
)

__all__ = ["LAYERS", "Fixed", "Layer", "Shown"]
