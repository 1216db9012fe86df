// The view's events as symbols: the colour shows who struck, the icon the event type, the size the number of events.
(function (bw) {
  "use strict";

  const looks = /** @type {WeakMap<L.Marker, string>} */ (new WeakMap());
  const symbolOf = /** @type {WeakMap<L.Marker, MapSymbol>} */ (new WeakMap());
  let markers = /** @type {Map<string, L.Marker>} */ (new Map());
  let drawn = /** @type {MapSymbol[]} */ ([]);

  bw.layers.events = {
    mount() {},
    update() {
      const { symbols } = bw.state;
      if (symbols !== drawn) replaceMarkers(symbols);
      drawn = symbols;
      for (const symbol of symbols) offset(symbol);
    },
  };

  // Most symbols are the same after a filter change: their elements stay, and only differences are drawn.
  /** @type {(symbols: MapSymbol[]) => void} */
  function replaceMarkers(symbols) {
    const before = markers;
    markers = new Map();
    for (const symbol of symbols) {
      symbol.marker = before.get(symbol.cell) ?? mount(symbol);
      before.delete(symbol.cell);
      markers.set(symbol.cell, symbol.marker);
      updateMarker(symbol, symbol.marker);
    }
    for (const marker of before.values()) marker.remove();
  }

  /** @type {(symbol: MapSymbol) => L.Marker} */
  function mount({ latitude, longitude }) {
    const icon = L.divIcon({ className: "bw-symbol", iconSize: undefined });
    const marker = L.marker([latitude, longitude], { icon, pane: "symbols", riseOnHover: true }).addTo(bw.state.map);
    const current = () => /** @type {MapSymbol} */ (symbolOf.get(marker));
    marker.bindTooltip(() => lines(bw.description(current())),
      { pane: "tooltipPane", direction: "top", className: "bw-tooltip", opacity: 1 });
    marker.on("tooltipopen tooltipclose", ({ type }) => {
      const isOpen = type === "tooltipopen";
      const tooltip = marker.getTooltip();
      if (isOpen && tooltip) bw.placeTooltip(tooltip, current());
      bw.pointAtCircle(current(), isOpen);
      bw.pointInChart(isOpen ? current().members.map((member) => member.event_id) : []);
    });
    marker.on("click", () => clicked(current(), marker));
    elementOf(marker).onkeydown = ({ key }) => {
      if (key === "Enter") clicked(current(), marker);
    };
    return marker;
  }

  /** @type {(symbol: MapSymbol, marker: L.Marker) => void} */
  function updateMarker(symbol, marker) {
    const element = elementOf(marker);
    symbolOf.set(marker, symbol);
    marker.closeTooltip();
    marker.setLatLng([symbol.latitude, symbol.longitude]).setZIndexOffset(1000 - symbol.events);
    element.setAttribute("aria-label", bw.spoken(symbol));
    element.dataset.key = symbol.cell;
    const look = lookOf(symbol);
    const text = JSON.stringify(look);
    if (text === looks.get(marker)) return;
    looks.set(marker, text);
    Object.assign(element.style, look.style);
    element.textContent = look.number;
    if (!look.icon) return;
    const group = bw.svg("g", { transform: `translate(${look.iconX} 0)` }, bw.middle(element));
    bw.icon(look.icon, group, look.iconScale, "var(--bw-on-symbol)");
  }

  /** @type {(symbol: MapSymbol, marker: L.Marker) => void} */
  function clicked(symbol, marker) {
    if (symbol.members.length) bw.open(symbol, symbol.members);
    else if (bw.state.opens) bw.requestMembers(symbol);
    else bw.state.map.setView(marker.getLatLng(), bw.state.map.getZoom() + 2);
  }

  bw.heading = (symbol) => symbol.location || bw.words("unnamed", { number: symbol.events });

  /** @type {(words: string[]) => HTMLElement} */
  function lines([first, ...rest]) {
    const box = bw.element("div");
    box.appendChild(bw.element("strong", "", first));
    for (const text of rest) box.appendChild(bw.element("div", "", text));
    return box;
  }

  // A symbol is drawn as the background of its element, with a number and an icon: an SVG picture of the same takes the
  // browser several times as long to lay out.
  /** @type {(symbol: MapSymbol) => { style: object, number: string, icon: string, iconX: number, iconScale: number }} */
  function lookOf(symbol) {
    const { halfHeight, halfWidth, events, event_type: type, origin } = symbol;
    const look = bw.state.config.symbol;
    const isPaired = bw.isPaired(symbol, look);
    const style = {
      width: `${2 * halfWidth + look.edge}px`, height: `${2 * halfHeight + look.edge}px`, background: background(symbol),
      borderWidth: `${look.edge}px`, borderRadius: origin === "own" ? `${look.corner}px` : "99px",
      lineHeight: `${2 * halfHeight - look.edge}px`, fontSize: `${bw.textSize(halfHeight, look)}px`,
      textIndent: isPaired ? `${2 * look.paired_text_x}px` : "",
    };
    if (events === 1) return { style, number: "", icon: type, iconX: 0, iconScale: look.icon_scale };
    const number = bw.formatCount(events);
    return { style, number, icon: isPaired ? type : "", iconX: look.paired_icon_x, iconScale: look.paired_icon_scale };
  }

  // The shares of both sides: as a pie, or as bars where symbols have corners.
  /** @type {(symbol: MapSymbol) => string} */
  function background(symbol) {
    if (symbol.kind !== "mixed") return bw.colour(symbol.kind);
    const [first, second] = bw.shares(symbol).map((share) => `${100 * share}%`);
    const stops = `${bw.colour("attack")} ${first}, ${bw.colour("answer")} 0 ${second}, ${bw.colour("other")} 0`;
    return symbol.origin === "own" ? `linear-gradient(to right, ${stops})` : `conic-gradient(${stops})`;
  }

  /** @type {(symbol: MapSymbol) => void} */
  function offset(symbol) {
    const { marker, dx, dy, halfWidth, halfHeight } = symbol;
    const { edge } = bw.state.config.symbol;
    const tooltip = marker?.getTooltip();
    if (!marker || !tooltip) return;
    tooltip.options.offset = bw.tooltipOffset(symbol);
    elementOf(marker).style.marginLeft = `${dx - halfWidth - edge / 2}px`;
    elementOf(marker).style.marginTop = `${dy - halfHeight - edge / 2}px`;
  }

  /** @type {(marker: L.Marker) => HTMLElement} */
  function elementOf(marker) {
    return /** @type {HTMLElement} */ (marker.getElement());
  }
})(globalThis.basewatch);
