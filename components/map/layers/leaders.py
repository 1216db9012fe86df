"""The lines from symbols that were pushed away to their places."""

from components.map.layers.layer import Layer

LAYER = Layer("leaders")
