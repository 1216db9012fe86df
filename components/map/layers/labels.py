"""The names of struck places, bases, towns, countries and waters."""

from components.map.layers.layer import Layer

LAYER = Layer("labels")
