"""How each layer of the map is drawn on a slide; the layers and their order are `components.map.layers.LAYERS`."""
