// The bases; a base is marked while it has no symbol. A click on the mark opens the base's card.
(function (bw) {
  "use strict";

  const markers = /** @type {Map<string, L.Marker>} */ (new Map());
  const diamonds = /** @type {Map<string, HTMLElement>} */ (new Map());

  bw.layers.bases = {
    mount(map, settings) {
      bw.state.bases = bw.rowsOf(settings);
      for (const base of bw.state.bases) markers.set(base.name, marked(base));
    },
    update() {
      const { bases, symbols, map, card } = bw.state;
      const idle = new Set(bw.idleBases(bases, symbols).map((base) => base.name));
      for (const [name, marker] of markers) {
        diamonds.get(name)?.classList.toggle("bw-selected", bw.baseNamed(name)?.card === card);
        if (idle.has(name) === map.hasLayer(marker)) continue;
        if (idle.has(name)) show(marker, name);
        else marker.remove();
      }
    },
  };

  bw.baseNamed = (name) => bw.state.bases.find((base) => base.name === name);
  bw.openCard = (card) => bw.emit({ kind: "card", card });

  /** @type {(base: Base) => L.Marker} */
  function marked({ name, card, latitude, longitude }) {
    const html = bw.element("div", "bw-diamond");
    diamonds.set(name, html);
    const icon = L.divIcon({ className: "bw-base", iconSize: [24, 24], html });
    const marker = L.marker([latitude, longitude], { icon, pane: "names" });
    const tooltip = bw.element("div");
    tooltip.append(bw.element("strong", "", name), bw.element("div", "", bw.words("base_card")));
    const options = { pane: "tooltipPane", className: "bw-tooltip", opacity: 1 };
    marker.bindTooltip(tooltip, { ...options, direction: "top", offset: [0, -12] });
    return marker.on("click", () => bw.openCard(card));
  }

  /** @type {(marker: L.Marker, name: string) => void} */
  function show(marker, name) {
    marker.addTo(bw.state.map);
    const element = /** @type {HTMLElement} */ (marker.getElement());
    element.ariaLabel = bw.words("base", { name });
    element.dataset.base = name;
    element.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      marker.fire("click");
    };
  }
})(globalThis.basewatch);
