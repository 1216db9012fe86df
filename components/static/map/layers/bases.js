// The bases; a base is marked while it has no symbol.
(function (bw) {
  "use strict";

  const markers = /** @type {Map<string, L.Marker>} */ (new Map());

  bw.layers.bases = {
    mount(map, settings) {
      bw.state.bases = bw.rowsOf(settings);
      for (const { name, latitude, longitude } of bw.state.bases) {
        const icon = L.divIcon({ className: "bw-label", iconSize: [0, 0], html: bw.element("div", "bw-diamond") });
        markers.set(name, L.marker([latitude, longitude], { icon, pane: "names", interactive: false, keyboard: false }));
      }
    },
    update() {
      const { bases, symbols, map } = bw.state;
      const idle = new Set(bw.idleBases(bases, symbols).map((base) => base.name));
      for (const [name, marker] of markers) {
        if (idle.has(name) === map.hasLayer(marker)) continue;
        if (idle.has(name)) marker.addTo(map);
        else marker.remove();
      }
    },
  };
})(globalThis.basewatch);
