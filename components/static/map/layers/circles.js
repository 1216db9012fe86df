// Circles of uncertainty around events whose place is known only roughly.
(function (bw) {
  "use strict";

  const drawn = { symbols: /** @type {MapSymbol[]} */ ([]), layer: L.layerGroup() };

  bw.layers.circles = {
    mount() {},
    update() {
      const { symbols, map } = bw.state;
      if (symbols !== drawn.symbols) {
        drawn.layer.remove();
        drawn.layer = L.layerGroup().addTo(map);
        drawn.symbols = symbols;
        draw(symbols);
      }
      for (const symbol of symbols) if (symbol.circle) hideBehind(symbol, symbol.circle);
    },
  };

  // Many circles are fainter than few, so that the map stays visible; the circle of the symbol under the pointer is not.
  /** @type {(symbols: MapSymbol[]) => void} */
  function draw(symbols) {
    const { uncertainty_km: km, circle: look } = bw.state.config;
    const uncertain = symbols.filter((symbol) => km[symbol.geo_precision]);
    const opacity = bw.circleOpacity(uncertain.length, look);
    const fillOpacity = bw.circleFillOpacity(uncertain.length, look);
    for (const symbol of uncertain) {
      const colour = bw.colour(symbol.kind);
      symbol.circle = L.circle([symbol.latitude, symbol.longitude], {
        pane: "halos", radius: 1000 * km[symbol.geo_precision], color: colour, weight: look.weight, opacity,
        dashArray: look.dash.join(" "), fillColor: colour, fillOpacity, interactive: false,
      }).addTo(drawn.layer);
    }
  }

  /** @type {(symbol: MapSymbol, circle: L.Circle) => void} */
  function hideBehind({ halfHeight }, circle) {
    const element = /** @type {HTMLElement | undefined} */ (circle.getElement());
    const isLarger = bw.pixelRadius(circle) > halfHeight + bw.state.config.circle.margin;
    if (element) element.style.display = isLarger ? "" : "none";
  }

  bw.pointAtCircle = function (symbol, isPointedAt) {
    symbol.circle?.getElement()?.classList.toggle("bw-pointed", isPointedAt);
  };
})(globalThis.basewatch);
