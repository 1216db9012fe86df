"""Circles of uncertainty around events whose place is known only roughly."""

from components.map.layers.layer import Layer

LAYER = Layer("circles", legend=("circle",))
