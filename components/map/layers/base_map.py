"""Land, borders and water; drawn once."""

from components.map.layers.layer import Layer

LAYER = Layer("base_map", settings=lambda fixed: fixed.base_map)
