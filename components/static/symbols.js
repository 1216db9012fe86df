// The view's events as symbols: colour says who struck, the sign how, the size how many.
(function (bw) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const HALO_KM = { town: 5, district: 25, admin1: 75 };
  const SPREAD_LIMIT = 300;
  const NARROW = 480;
  const EDGE = 1.4;
  const MANY = 50;
  const CIRCLES = 25;
  // From here on a number leaves no room for the sign of its events; components/signs.py has the same.
  const ROOMLESS = 100;
  const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });

  function svg(tag, attributes, parent) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (parent) parent.appendChild(made);
    return made;
  }

  // The sign of an event type, in the middle of `parent`.
  bw.sign = function (type, parent, scale, colour) {
    const path = bw.state.config.signs[type];
    if (path) svg("path", { d: path, fill: colour, transform: `scale(${scale})` }, parent);
  };

  bw.colour = (kind) => bw.state.config.colours[kind] || bw.state.config.colours.other;
  bw.kind = (row) => (row.attacks === row.events ? "attack" : row.answers === row.events ? "answer"
    : row.attacks || row.answers ? "mixed" : "other");
  bw.svg = svg;

  // The page's whole wish for the map; drawn anew only where it differs from what stands.
  bw.show = function (wish) {
    const { state } = bw;
    const rows = JSON.stringify(wish.rows);
    if (rows !== state.rowsText) {
      state.rowsText = rows;
      drawRows(wish.rows);
    }
    drawNotes(wish.notes);
    bw.tellOrigins(wish.rows);
    state.opens = wish.opens;
    state.selected = wish.selected;
    state.month = wish.month;
    if (wish.go && JSON.stringify(wish.go) !== state.went) bw.go(wish.go);
    state.went = JSON.stringify(wish.go);
    bw.arrange();
    bw.list(wish.opened);
    state.drawn = (state.drawn || 0) + 1;
  };

  // Most symbols outlast a filter; those that do stay in the page, and only what differs of them is drawn anew.
  function drawRows(rows) {
    const { state } = bw;
    const most = Math.max(...rows.map((row) => row[3]));
    const standing = new Map((state.symbols || []).map(({ key, marker }) => [key, marker]));
    if (state.halos) state.halos.remove();
    state.halos = L.layerGroup().addTo(state.map);
    state.symbols = rows.map((row) => toSymbol(row, most)).sort((a, b) => b.events - a.events || (a.key < b.key ? -1 : 1));
    // The more circles lie on each other, the fainter, but for that of the symbol that is pointed at; components/signs.py
    // has the same.
    const strength = Math.min(1, CIRCLES / state.symbols.filter(({ precision }) => HALO_KM[precision]).length);
    for (const symbol of state.symbols) {
      if (HALO_KM[symbol.precision]) halo(symbol, strength);
      symbol.marker = standing.get(symbol.key) || mount(symbol);
      standing.delete(symbol.key);
      dress(symbol);
    }
    for (const marker of standing.values()) marker.remove();
  }

  // A briefer's notes: numbered squares that show their words.
  function drawNotes(notes) {
    const { state } = bw;
    if (state.notes) state.notes.remove();
    state.notes = L.layerGroup().addTo(state.map);
    notes.forEach(([lat, lon, text], n) => {
      const icon = L.divIcon({ className: "bw-note", iconSize: [22, 22], iconAnchor: [0, 22], html: bw.element("span", "", n + 1) });
      L.marker([lat, lon], { icon, pane: "symbols", zIndexOffset: 2000, alt: `Note ${n + 1}: ${text}` })
        .addTo(state.notes).bindTooltip(lines([`${n + 1}`, text]), { className: "bw-tooltip", opacity: 1 });
    });
  }

  // The end of a row is left out where it is empty.
  function toSymbol([key, lat, lon, events, attacks, answers, type = "", precision = "", name = "", origin = "", members = []], most) {
    const symbol = { key, lat, lon, events, attacks, answers, type, precision, name, origin, members };
    const size = bw.state.map.getSize().x < NARROW ? 0.82 : 1;
    const half = size * halfHeight(events, most);
    const paired = type && events > 1 && events < ROOMLESS;
    return { ...symbol, half, wide: paired ? half + 6 : half, dx: 0, dy: 0 };
  }

  // Beyond what the plain scale tells apart, sizes tell the share of the largest group; components/signs.py has the same.
  function halfHeight(events, most) {
    if (events === 1) return 8;
    return most > MANY ? 11 + 8 * Math.sqrt(events / most) : 9 + 2.1 * Math.sqrt(events);
  }

  function halo(symbol, strength) {
    const colour = bw.colour(bw.kind(symbol));
    symbol.halo = L.circle([symbol.lat, symbol.lon], {
      pane: "halos", radius: 1000 * HALO_KM[symbol.precision], color: colour, weight: 1.2, opacity: strength, dashArray: "4 3",
      fillColor: colour, fillOpacity: 0.07 * strength ** 2, interactive: false,
    }).addTo(bw.state.halos);
  }

  function mount({ lat, lon }) {
    const icon = L.divIcon({ className: "bw-symbol", iconSize: null });
    const made = L.marker([lat, lon], { icon, pane: "symbols", riseOnHover: true }).addTo(bw.state.map);
    const words = () => lines(told(made.symbol));
    made.bindTooltip(words, { pane: "tooltipPane", direction: "top", className: "bw-tooltip", opacity: 1 });
    made.on("tooltipopen tooltipclose", ({ type }) => {
      if (made.symbol.halo) made.symbol.halo.getElement().classList.toggle("bw-pointed", type === "tooltipopen");
    });
    made.on("click", () => clicked(made.symbol, made));
    made.getElement().onkeydown = (event) => {
      if (event.key === "Enter") clicked(made.symbol, made);
    };
    return made;
  }

  function dress(symbol) {
    const { key, lat, lon, events, origin, marker } = symbol;
    const element = marker.getElement();
    marker.symbol = symbol;
    marker.closeTooltip();
    marker.setLatLng([lat, lon]).setZIndexOffset(1000 - events);
    element.setAttribute("aria-label", told(symbol).join(", "));
    element.dataset.key = key;
    const look = looks(symbol);
    const text = JSON.stringify(look);
    if (text === marker.look) return;
    marker.look = text;
    element.classList.toggle("bw-cornered", origin === "own");
    Object.assign(element.style, look.style);
    element.textContent = look.number;
    if (look.sign) bw.sign(look.sign, svg("g", { transform: `translate(${look.left} 0)` }, middle(element)), look.scale, "#fff");
  }

  function clicked(symbol, made) {
    if (symbol.members.length) return bw.enter(symbol, symbol.members);
    if (!bw.state.opens) return bw.state.map.setView(made.getLatLng(), bw.state.map.getZoom() + 2);
    bw.ask(symbol);
  }

  const PRECISION_WORDS = {
    town: "place known to the town", district: "place known to the district", admin1: "place known to the governorate",
  };

  bw.heading = (symbol) => symbol.name || `${symbol.events} events near each other`;

  function told(symbol) {
    const words = [bw.heading(symbol), `${symbol.events} ${symbol.events === 1 ? "event" : "events"}`];
    const kinds = {};
    for (const member of symbol.members) kinds[member[4]] = (kinds[member[4]] || 0) + 1;
    for (const [what, n] of Object.entries(kinds)) words.push(symbol.events === 1 ? what : `${n} × ${what.toLowerCase()}`);
    if (symbol.members.length === 1) words.push(symbol.members[0][1]);
    if (symbol.origin === "own") words.push("from the imported file");
    if (PRECISION_WORDS[symbol.precision]) words.push(PRECISION_WORDS[symbol.precision]);
    return words;
  }

  function lines([first, ...rest]) {
    const box = bw.element("div");
    box.appendChild(bw.element("strong", "", first));
    for (const text of rest) box.appendChild(bw.element("div", "", text));
    return box;
  }

  // A symbol is its element's own background with at most a number and a sign in it: parts of a picture take the browser
  // several times as long to lay out.
  function looks(symbol) {
    const { half, wide, events, type } = symbol;
    const paired = wide > half;
    const style = {
      width: `${2 * wide + EDGE}px`, height: `${2 * half + EDGE}px`, background: fill(symbol),
      lineHeight: `${2 * half - EDGE}px`, fontSize: `${Math.min(9.5 + half * 0.22, 14)}px`, textIndent: paired ? "11px" : "",
    };
    if (events === 1) return { style, number: "", sign: type, left: 0, scale: 0.7 };
    const number = events < 1000 ? String(events) : SHORT.format(events).replace("K", "k");
    return { style, number, sign: paired ? type : "", left: -7.5, scale: 0.68 };
  }

  // The shares of both sides: as a pie, of an imported file's events, whose symbols have corners, as bars.
  function fill(symbol) {
    const kind = bw.kind(symbol);
    if (kind !== "mixed") return bw.colour(kind);
    const [first, second] = [symbol.attacks, symbol.attacks + symbol.answers].map((n) => `${(100 * n) / symbol.events}%`);
    const shares = `${bw.colour("attack")} ${first}, ${bw.colour("answer")} 0 ${second}, ${bw.colour(kind)} 0`;
    return symbol.origin === "own" ? `linear-gradient(to right, ${shares})` : `conic-gradient(${shares})`;
  }

  // A picture whose point 0,0 is that of the element.
  function middle(element) {
    return svg("svg", { width: 1, height: 1, style: "overflow:visible" }, element);
  }

  // Push overlapping symbols apart, in screen pixels, so that none hides another; a leader ties each to its place.
  bw.arrange = function () {
    const { state } = bw;
    if (!state.symbols) return;
    const spots = state.symbols.map((symbol) => {
      const p = state.map.latLngToLayerPoint([symbol.lat, symbol.lon]);
      return { symbol, x0: p.x, y0: p.y, x: p.x, y: p.y };
    });
    if (spots.length <= SPREAD_LIMIT) spread(spots);
    if (state.leaders) state.leaders.remove();
    state.leaders = L.layerGroup().addTo(state.map);
    for (const { symbol, x, y, x0, y0 } of spots) move(symbol, Math.round(x - x0), Math.round(y - y0));
    state.symbols.filter((symbol) => symbol.halo).forEach(showHalo);
    bw.emphasise();
    bw.placeLabels();
  };

  // A circle that the symbol covers would only be a speck beside it.
  function showHalo({ halo, half }) {
    halo.getElement().style.display = halo._radius > half + 2 ? "" : "none";
  }

  function spread(spots) {
    for (let round = 0; round < 400; round += 1) {
      let moved = false;
      for (let i = 0; i < spots.length; i += 1) {
        for (let j = i + 1; j < spots.length; j += 1) moved = part(spots[i], spots[j], i + j) || moved;
      }
      if (!moved) return;
    }
  }

  function part(a, b, seed) {
    const needX = a.symbol.wide + b.symbol.wide + 2;
    const needY = a.symbol.half + b.symbol.half + 2;
    let dx = b.x - a.x;
    let dy = b.y - a.y;
    if (Math.abs(dx) >= needX || Math.abs(dy) >= needY || Math.hypot(dx / needX, dy / needY) >= 1) return false;
    if (Math.hypot(dx, dy) < 0.5) [dx, dy] = [Math.cos(2.4 * seed), Math.sin(2.4 * seed)];
    const short = (1 - Math.hypot(dx / needX, dy / needY)) / 2 + 0.01;
    const length = Math.hypot(dx, dy);
    const [ux, uy] = [dx / length, dy / length];
    const weight = b.symbol.events / (a.symbol.events + b.symbol.events);
    const push = short * 2 * Math.hypot(ux * needX, uy * needY);
    a.x -= ux * push * weight; a.y -= uy * push * weight;
    b.x += ux * push * (1 - weight); b.y += uy * push * (1 - weight);
    return true;
  }

  function move(symbol, dx, dy) {
    Object.assign(symbol, { dx, dy });
    const { marker, half, wide } = symbol;
    const element = marker.getElement();
    element.style.marginLeft = `${dx - wide - EDGE / 2}px`;
    element.style.marginTop = `${dy - half - EDGE / 2}px`;
    symbol.leader = lead(symbol);
  }

  // A line from a symbol that was pushed away to its place; beneath all symbols, so that it crosses none.
  function lead({ lat, lon, dx, dy, half }) {
    if (Math.hypot(dx, dy) < half * 0.6) return null;
    const html = bw.element("div");
    const drawn = middle(html);
    svg("line", { x1: 0, y1: 0, x2: dx, y2: dy }, drawn);
    svg("circle", { r: 1.8 }, drawn);
    const icon = L.divIcon({ className: "bw-leader", iconSize: null, html });
    return L.marker([lat, lon], { icon, pane: "names", interactive: false, keyboard: false }).addTo(bw.state.leaders);
  }

  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];

  // Ring the selected event's symbol; fade what has no event in the month that is pointed at or selected.
  bw.emphasise = function () {
    const { symbols, selected, month, pointedMonth } = bw.state;
    if (!symbols) return;
    const asked = pointedMonth || (month && `${MONTHS[+month.slice(5) - 1]} ${month.slice(0, 4)}`);
    for (const symbol of symbols) {
      const holds = symbol.members.some((member) => member[0] === selected);
      const faded = asked && symbol.members.length && !symbol.members.some((member) => member[6] === asked);
      const element = symbol.marker.getElement();
      element.classList.toggle("bw-selected", holds);
      element.classList.toggle("bw-faded", Boolean(faded));
      for (const part of [symbol.halo, symbol.leader]) if (part) part.getElement().classList.toggle("bw-faded", Boolean(faded));
    }
  };
})(window.basewatch);
