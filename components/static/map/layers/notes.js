// A briefer's notes: numbered squares that show their words.
(function (bw) {
  "use strict";

  const drawn = { text: "", layer: L.layerGroup() };

  bw.layers.notes = {
    mount() {},
    update(payload) {
      const text = JSON.stringify(payload);
      if (text === drawn.text) return;
      drawn.text = text;
      drawn.layer.remove();
      drawn.layer = L.layerGroup().addTo(bw.state.map);
      bw.rowsOf(payload).forEach((note, n) => draw(note, String(n + 1)));
    },
  };

  /** @type {(note: Note, number: string) => void} */
  function draw({ latitude, longitude, text }, number) {
    const { side, edge, corner, text: size } = bw.state.config.note;
    const html = bw.element("span", "", number);
    const icon = L.divIcon({ className: "bw-note", iconSize: [side, side], iconAnchor: [0, side], html });
    const marker = L.marker([latitude, longitude], {
      icon, pane: "symbols", zIndexOffset: 2000, alt: bw.words("note", { number, text }),
    });
    const words = bw.element("div");
    words.append(bw.element("strong", "", number), bw.element("div", "", text));
    marker.addTo(drawn.layer).bindTooltip(words, { className: "bw-tooltip", opacity: 1 });
    const style = { borderWidth: `${edge}px`, borderRadius: `${corner}px`, fontSize: `${size}px` };
    Object.assign(/** @type {HTMLElement} */ (marker.getElement()).style, style);
  }
})(globalThis.basewatch);
