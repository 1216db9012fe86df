// The view's events as symbols: colour says who struck, the sign how, the size how many.
(function (bw) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const HALO_KM = { town: 5, district: 25, admin1: 75 };
  const SPREAD_LIMIT = 300;
  const NARROW = 480;
  const CORNER = 2;
  const MANY = 50;
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
    if (wish.opened) answer(wish.opened);
    state.selected = wish.selected;
    state.month = wish.month;
    if (wish.go && JSON.stringify(wish.go) !== state.went) bw.go(wish.go);
    state.went = JSON.stringify(wish.go);
    bw.arrange();
    state.drawn = (state.drawn || 0) + 1;
  };

  function drawRows(rows) {
    const { state } = bw;
    if (state.layer) state.layer.remove();
    state.layer = L.layerGroup().addTo(state.map);
    const most = Math.max(...rows.map((row) => row[3]));
    state.symbols = rows.map((row) => toSymbol(row, most)).sort((a, b) => b.events - a.events || (a.key < b.key ? -1 : 1));
    for (const symbol of state.symbols) {
      if (HALO_KM[symbol.precision]) halo(symbol);
      marker(symbol);
    }
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
    const paired = type && events > 1;
    return { ...symbol, half, wide: paired ? half + 6 : half, dx: 0, dy: 0 };
  }

  // Beyond what the plain scale tells apart, sizes tell the share of the largest group; components/signs.py has the same.
  function halfHeight(events, most) {
    if (events === 1) return 8;
    return most > MANY ? 11 + 8 * Math.sqrt(events / most) : 9 + 2.1 * Math.sqrt(events);
  }

  function halo(symbol) {
    const colour = bw.colour(bw.kind(symbol));
    symbol.halo = L.circle([symbol.lat, symbol.lon], {
      pane: "halos", radius: 1000 * HALO_KM[symbol.precision], color: colour, weight: 1.2, dashArray: "4 3",
      fillColor: colour, fillOpacity: 0.07, interactive: false,
    }).addTo(bw.state.layer);
  }

  function marker(symbol) {
    const className = symbol.origin === "own" ? "bw-symbol bw-cornered" : "bw-symbol";
    const icon = L.divIcon({ className, iconSize: [2 * symbol.wide, 2 * symbol.half], html: picture(symbol) });
    const words = told(symbol);
    const made = L.marker([symbol.lat, symbol.lon], {
      icon, pane: "symbols", alt: words.join(", "), riseOnHover: true, zIndexOffset: 1000 - symbol.events,
    }).addTo(bw.state.layer);
    made.bindTooltip(() => lines(words), { pane: "tooltipPane", direction: "top", className: "bw-tooltip", opacity: 1 });
    made.on("click", () => clicked(symbol, made));
    made.getElement().onkeydown = (event) => {
      if (event.key === "Enter") clicked(symbol, made);
    };
    made.getElement().setAttribute("aria-label", words.join(", "));
    made.getElement().dataset.key = symbol.key;
    symbol.marker = made;
  }

  function clicked(symbol, made) {
    if (symbol.members.length === 1) return bw.select(symbol.members[0][0]);
    if (symbol.members.length) return open(symbol);
    if (!bw.state.opens) return bw.state.map.setView(made.getLatLng(), bw.state.map.getZoom() + 2);
    bw.state.opening = symbol.key;
    bw.tell({ kind: "open", cell: symbol.key });
  }

  // What the page listed of the group that was clicked.
  function answer([key, members]) {
    const symbol = bw.state.opening === key && bw.state.symbols.find((other) => other.key === key);
    if (!symbol || !members.length) return;
    bw.state.opening = null;
    open({ ...symbol, members });
  }

  function open(symbol) {
    const made = symbol.marker;
    made.closeTooltip();
    const offset = [symbol.dx, symbol.dy - symbol.half];
    L.popup({ offset, className: "bw-popup", maxHeight: 260, maxWidth: 330, minWidth: 240, closeButton: true })
      .setLatLng(made.getLatLng()).setContent(list(symbol)).openOn(bw.state.map);
  }

  function list(symbol) {
    const box = bw.element("div");
    box.appendChild(bw.element("strong", "", heading(symbol)));
    const unlisted = symbol.events - symbol.members.length;
    if (unlisted) box.appendChild(bw.element("div", "bw-few", `The newest ${symbol.members.length} of ${symbol.events.toLocaleString("en")}`));
    for (const [id, day, side, type, what, place] of symbol.members) {
      const row = bw.element("button", `bw-row bw-${side}${id === bw.state.selected ? " bw-on" : ""}`);
      const mark = svg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" });
      svg("circle", { r: 8.5, fill: bw.colour(side) }, mark);
      bw.sign(type, mark, 0.68, "#fff");
      row.appendChild(mark);
      row.appendChild(bw.element("span", "bw-when", day));
      row.appendChild(bw.element("span", "", symbol.name ? what : `${what}, ${place}`));
      row.onclick = () => bw.select(id);
      row.dataset.event = id;
      box.appendChild(row);
    }
    return box;
  }

  const PRECISION_WORDS = {
    town: "place known to the town", district: "place known to the district", admin1: "place known to the governorate",
  };

  function heading(symbol) {
    return symbol.name || `${symbol.events} events near each other`;
  }

  function told(symbol) {
    const words = [heading(symbol), `${symbol.events} ${symbol.events === 1 ? "event" : "events"}`];
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

  // The symbol's picture, centred on 0,0; its leader is drawn where it has been moved off its place.
  function picture(symbol) {
    const root = svg("svg", { width: 1, height: 1, style: "overflow:visible" });
    const body = svg("g", {}, root);
    shape(symbol, body);
    if (symbol.events === 1) bw.sign(symbol.type, body, 0.7, "#fff");
    else number(symbol, body);
    return root;
  }

  // Round: the record's events; with corners: an imported file's.
  function box({ half, wide, origin }) {
    return { x: -wide, y: -half, width: 2 * wide, height: 2 * half, rx: origin === "own" ? CORNER : half };
  }

  function shape(symbol, body) {
    const kind = bw.kind(symbol);
    const edge = { stroke: "#fff", "stroke-width": 1.4 };
    svg("rect", { ...box(symbol), ...edge, fill: bw.colour(kind) }, body);
    if (kind !== "mixed") return;
    const own = symbol.origin === "own";
    let from = 0;
    for (const [side, n] of [["attack", symbol.attacks], ["answer", symbol.answers]]) {
      const to = from + n / symbol.events;
      if (n && own) svg("rect", { ...bar(symbol, from, to), fill: bw.colour(side) }, body);
      else if (n) svg("path", { d: slice(symbol.half, from, to), fill: bw.colour(side) }, body);
      from = to;
    }
    if (own) svg("rect", { ...box(symbol), fill: "none", ...edge }, body);
    else svg("circle", { r: symbol.half, fill: "none", ...edge }, body);
  }

  function bar({ half, wide }, from, to) {
    return { x: 2 * wide * from - wide, y: -half, width: 2 * wide * (to - from), height: 2 * half };
  }

  function slice(r, from, to) {
    const point = (share) => [r * Math.sin(2 * Math.PI * share), -r * Math.cos(2 * Math.PI * share)].map((v) => v.toFixed(2));
    return `M0,0 L${point(from)} A${r},${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)} Z`;
  }

  function number(symbol, body) {
    const paired = symbol.wide > symbol.half;
    const size = Math.min(9.5 + symbol.half * 0.22, 14);
    const label = symbol.events < 1000 ? String(symbol.events) : SHORT.format(symbol.events).replace("K", "k");
    const text = svg("text", { x: paired ? 5.5 : 0, y: size * 0.35, "text-anchor": "middle", "font-size": size, class: "bw-number" }, body);
    text.textContent = label;
    if (paired) bw.sign(symbol.type, svg("g", { transform: "translate(-7.5 0)" }, body), 0.68, "#fff");
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
    const { style } = symbol.marker.getElement();
    style.marginLeft = `${dx - symbol.wide}px`;
    style.marginTop = `${dy - symbol.half}px`;
    if (symbol.leader) symbol.leader.remove();
    symbol.leader = null;
    if (Math.hypot(dx, dy) < symbol.half * 0.6) return;
    symbol.leader = svg("g", { class: "bw-leader" });
    svg("line", { x1: -dx, y1: -dy, x2: 0, y2: 0 }, symbol.leader);
    svg("circle", { cx: -dx, cy: -dy, r: 1.8 }, symbol.leader);
    symbol.marker.getElement().firstChild.prepend(symbol.leader);
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
      if (symbol.halo) symbol.halo.getElement().classList.toggle("bw-faded", Boolean(faded));
    }
  };
})(window.basewatch);
