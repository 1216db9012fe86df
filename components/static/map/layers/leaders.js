// The lines from symbols that were pushed away to their places; beneath all symbols, so that they cross none.
(function (bw) {
  "use strict";

  let layer = L.layerGroup();

  bw.layers.leaders = {
    mount() {},
    update() {
      layer.remove();
      layer = L.layerGroup().addTo(bw.state.map);
      for (const symbol of bw.state.symbols) symbol.leader = leader(symbol);
    },
  };

  /** @type {(symbol: MapSymbol) => L.Marker | undefined} */
  function leader({ latitude, longitude, dx, dy, halfHeight }) {
    const look = bw.state.config.leader;
    if (Math.hypot(dx, dy) <= look.reach * halfHeight) return undefined;
    const html = bw.element("div");
    const drawing = bw.middle(html);
    bw.svg("line", { x1: 0, y1: 0, x2: dx, y2: dy, "stroke-width": look.weight }, drawing);
    bw.svg("circle", { r: look.dot }, drawing);
    const icon = L.divIcon({ className: "bw-leader", iconSize: undefined, html });
    return L.marker([latitude, longitude], { icon, pane: "names", interactive: false, keyboard: false }).addTo(layer);
  }
})(globalThis.basewatch);
