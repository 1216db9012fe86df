// The two functions that the page calls: `mount` for the base map, `show` for each view. Both call the layers in order.
(function (bw) {
  "use strict";

  const PANES = { world: 140, land: 150, lines: 160, halos: 420, names: 450, symbols: 620 };
  const SVG = "http://www.w3.org/2000/svg";

  const start = /** @type {Partial<State>} */ ({ symbols: [], places: [], payloads: {}, shown: "", drawn: 0 });
  bw.state = /** @type {State} */ (start);
  bw.layers = {};

  bw.element = function (tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) Object.assign(made, { textContent: text, dir: "auto" }); // the first letter sets the direction
    return made;
  };

  bw.svg = function (tag, attributes, parent) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    if (parent) parent.appendChild(made);
    return made;
  };

  // A picture whose point 0,0 is the middle of the element.
  bw.middle = (element) => bw.svg("svg", { width: 1, height: 1, style: "overflow:visible" }, element);

  // The icon of an event type in the middle of `parent`.
  bw.icon = function (type, parent, scale, colour) {
    const path = bw.state.config.icons[type];
    if (path) bw.svg("path", { d: path, fill: colour, transform: `scale(${scale})` }, parent);
  };

  bw.shape = ({ path, fill, stroke, stroke_width: width }, parent) =>
    bw.svg("path", { d: path, fill, stroke, "stroke-width": width }, parent);

  bw.colour = (kind) => bw.state.config.colours[kind] || bw.state.config.colours.other;
  bw.words = (name, values) => bw.fillIn(bw.state.config.words[name], values);

  bw.mount = function (map, config) {
    Object.assign(bw.state, { map, config });
    setVariables(config);
    if (config.font) loadFont(config.typeface, config.font);
    for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(z);
    pane(map, "names").style.pointerEvents = "none";
    bw.goHome();
    addSheet(map);
    bw.addControls(map, config);
    bw.addKeyboard(map);
    bw.listen(map);
    bw.listenToTouch(map);
    for (const name of config.layers) bw.layers[name].mount(map, config.settings[name]);
    new ResizeObserver(() => {
      bw.withoutEvents(() => map.invalidateSize({ animate: false }));
      if (bw.state.atHome) bw.goHome();
      else if (bw.state.requested) bw.moveTo(bw.state.requested);
      bw.fitLegend({ isResized: true });
      bw.reportSize();
    }).observe(map.getContainer());
  };

  // Show the state of a view; only differences from the previous state are drawn.
  bw.show = function (mapState) {
    const { state } = bw;
    state.payloads = mapState.layers;
    const shown = JSON.stringify(mapState.layers.events);
    if (shown !== state.shown) {
      state.symbols = toSymbols(mapState.layers.events);
      state.shown = shown;
    }
    bw.updateLegend(state.symbols, mapState.legend);
    state.card = mapState.card;
    state.opens = Boolean(mapState.opens);
    state.selected = mapState.selected;
    state.month = mapState.month;
    const position = JSON.stringify(mapState.position);
    state.updating = true;
    const home = JSON.stringify(mapState.home);
    if (home !== JSON.stringify(state.home)) {
      state.home = mapState.home;
      if (state.atHome) bw.goHome();
    }
    if (mapState.position && position !== state.position) bw.moveTo(mapState.position);
    state.updating = false;
    state.position = position;
    bw.redraw();
    bw.updateList(mapState.opened);
    bw.describeMap(mapState.words);
    bw.acknowledge(mapState);
    state.drawn += 1;
  };

  // Place the symbols at this zoom and let each layer draw what it shows of them.
  bw.redraw = function () {
    const { state } = bw;
    if (!state.shown || state.updating) return;
    bw.turnSymbols();
    pushApart(state.symbols);
    for (const name of state.config.layers) bw.layers[name].update(state.payloads[name]);
    bw.updateKeyboard();
    bw.emphasise();
    bw.fitLegend();
  };

  // Move symbols to the copy of the world that is nearest the middle of the map; return whether one had to move.
  bw.turnSymbols = function () {
    const { state } = bw;
    const middle = state.map.getCenter().lng;
    const turned = state.symbols.map((symbol) => bw.nearest(symbol.longitude, middle));
    if (turned.every((longitude, n) => longitude === state.symbols[n].longitude)) return false;
    state.symbols = state.symbols.map((symbol, n) => ({ ...symbol, longitude: turned[n] }));
    return true;
  };

  // Fade symbols without the event, or without an event in the month, that is pointed at or selected; ring the symbol of
  // the selected event, or of the base whose card is open.
  bw.emphasise = function () {
    const { symbols, selected, month, pointedMonth, pointedEvent, card } = bw.state;
    const wanted = pointedMonth || month;
    const isWanted = (/** @type {Member} */ member) =>
      pointedEvent ? member.event_id === pointedEvent : member.month === wanted;
    for (const { marker, circle, leader, members, location } of symbols) {
      const element = marker && marker.getElement();
      if (!element) continue;
      const faded = Boolean((wanted || pointedEvent) && members.length && !members.some(isWanted));
      const isOpen = !selected && Boolean(card) && bw.baseNamed(location)?.card === card;
      element.classList.toggle("bw-selected", isOpen || members.some((member) => member.event_id === selected));
      for (const part of [marker, circle, leader]) part?.getElement()?.classList.toggle("bw-faded", faded);
    }
  };

  // Return the symbols, the largest first, each with its events and its size.
  /** @type {(payload: EventsPayload) => MapSymbol[]} */
  function toSymbols({ groups, members }) {
    const { map, config } = bw.state;
    const events = bw.rowsOf(members);
    const rows = bw.rowsOf(groups).sort((a, b) => b.events - a.events || (a.cell < b.cell ? -1 : 1));
    const largest = rows.length ? rows[0].events : 0;
    const scale = map.getSize().x < config.symbol.narrow_width ? config.symbol.narrow_scale : 1;
    return rows.map((group) => ({
      ...group,
      members: events.filter((member) => member.cell === group.cell),
      kind: bw.kindOf(group),
      halfHeight: bw.scaledHalfHeight(group, largest, scale, config.symbol),
      halfWidth: bw.scaledHalfWidth(group, largest, scale, config.symbol),
      dx: 0,
      dy: 0,
    }));
  }

  // Move symbols apart so that none hides another; `dx` and `dy` are a symbol's distance from its place in pixels.
  /** @type {(symbols: MapSymbol[]) => void} */
  function pushApart(symbols) {
    const { map, config } = bw.state;
    const markers = symbols.map((symbol) => {
      const { x, y } = map.latLngToLayerPoint([symbol.latitude, symbol.longitude]);
      const { halfWidth, halfHeight, events: weight } = symbol;
      return { symbol, home: { x, y }, x, y, halfWidth, halfHeight, weight };
    });
    bw.repel(markers, config.repel);
    for (const { symbol, home, x, y } of markers) {
      Object.assign(symbol, { dx: Math.round(x - home.x), dy: Math.round(y - home.y) });
    }
  }

  // Chromium makes a compositing layer for each icon that is far from the others, and processes all of them in each frame
  // of the page. On a transparent sheet larger than the map, all icons share one layer.
  /** @type {(map: L.Map) => void} */
  function addSheet(map) {
    const sheet = bw.element("div", "bw-sheet");
    const fit = () => {
      const { x, y } = map.getSize();
      const at = map.containerPointToLayerPoint([-x / 4, -y / 4]);
      Object.assign(sheet.style, { left: `${at.x}px`, top: `${at.y}px`, width: `${1.5 * x}px`, height: `${1.5 * y}px` });
    };
    pane(map, "names").appendChild(sheet);
    map.on("moveend resize", fit);
    fit();
  }

  // Set the variables of the style sheet from the configuration.
  /** @type {(config: Config) => void} */
  function setVariables({ base, symbol, circle }) {
    const variables = {
      "--bw-base-side": `${base.side}px`, "--bw-base-edge": `${base.edge}px`, "--bw-faded": symbol.faded,
      "--bw-ring": `${symbol.ring}px`, "--bw-ring-gap": `${symbol.ring_gap}px`, "--bw-circle-fill": circle.fill,
    };
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, String(value));
  }

  /** @type {(map: L.Map, name: string) => HTMLElement} */
  function pane(map, name) {
    return /** @type {HTMLElement} */ (map.getPane(name));
  }

  /** @type {(typeface: string, address: string) => void} */
  function loadFont(typeface, address) {
    const font = new FontFace(typeface, `url(${new URL(address, document.baseURI)})`, { weight: "200 900" });
    font.load().then((loaded) => {
      document.fonts.add(loaded);
      bw.fitLegend({ isResized: true });
      bw.redraw();
    });
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
