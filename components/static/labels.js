// Names on the map: sites, bases, towns, countries. Each takes the first free place round its point; where none is free
// the lesser name stays away, so that no two names overlap.
(function (bw) {
  "use strict";

  const SITE_FROM = { 1: 0, 2: 7, 3: 8 };
  const HEIGHT = 14;
  const measure = document.createElement("canvas").getContext("2d");

  // Most names outlast a filter; those that do stay in the page.
  let standing = new Map();
  let placed = null;

  bw.placeLabels = function () {
    placed = new Map();
    const taken = [...occupied(), ...outside()];
    for (const label of wanted()) place(label, taken);
    for (const [key, marker] of standing) if (!placed.has(key)) marker.remove();
    standing = placed;
  };

  function occupied() {
    return (bw.state.symbols || []).map((symbol) => {
      const p = bw.state.map.latLngToLayerPoint([symbol.lat, symbol.lon]);
      const [x, y] = [p.x + symbol.dx, p.y + symbol.dy];
      return [x - symbol.wide, y - symbol.half, x + symbol.wide, y + symbol.half];
    });
  }

  // What lies beyond the frame or beneath a control is taken: a name is whole or not there.
  function outside() {
    const { min, max } = bw.state.map.getPixelBounds();
    const origin = bw.state.map.getPixelOrigin();
    const [left, top, right, bottom] = [min.x - origin.x, min.y - origin.y, max.x - origin.x, max.y - origin.y];
    const far = 1e6;
    const beneath = controls().map(([x, y, x2, y2]) => [left + x, top + y, left + x2, top + y2]);
    return [[-far, -far, left, far], [right, -far, far, far], [-far, -far, far, top], [-far, bottom, far, far], ...beneath];
  }

  // The boxes of the map's controls in pixels of its frame; measured where they may have changed, which takes time.
  let measured = { state: "", boxes: [] };
  function controls() {
    const container = bw.state.map.getContainer();
    const { x, y } = bw.state.map.getSize();
    const state = [x, y, bw.state.map.getZoom(), container.querySelector(".bw-legend").open].join();
    if (state !== measured.state) {
      const frame = container.getBoundingClientRect();
      const rects = Array.from(container.querySelectorAll(".leaflet-control"), (control) => control.getBoundingClientRect());
      const boxes = rects.map((r) => [r.left - frame.left, r.top - frame.top, r.right - frame.left, r.bottom - frame.top]);
      measured = { state, boxes };
    }
    return measured.boxes;
  }

  function wanted() {
    const { config, places = [], symbols = [], map } = bw.state;
    const zoom = map.getZoom();
    const near = map.getBounds().pad(0.3);
    const bases = config.bases.map(([name, lat, lon]) => ({ name, lat, lon }));
    const baseNames = new Set(bases.map((base) => base.name));
    const hit = symbols.filter((s) => s.name && (s.precision === "site" || zoom >= 7 || s.precision === "town"))
      .map((s) => ({ name: s.name, lat: s.lat, lon: s.lon, dx: s.dx, dy: s.dy, gap: s.wide + 4, rise: s.half,
        kind: s.precision === "site" ? "site" : "town-hit", diamond: false, events: s.events }));
    const named = new Set(hit.map((label) => label.name));
    const idle = bases.filter((base) => !named.has(base.name))
      .map((base) => ({ ...base, kind: "idle", gap: 8, rise: 6, diamond: true }));
    const towns = places.filter((p) => p.kind === "town" && zoom >= SITE_FROM[p.rank] && !named.has(p.name))
      .map((p) => ({ ...p, gap: 6, rise: 4, dot: true }));
    const wide = places.filter((p) => p.kind !== "town").map((p) => ({ ...p, centred: true }));
    const first = hit.filter((label) => baseNames.has(label.name));
    const rest = hit.filter((label) => !baseNames.has(label.name));
    return [...idle.map(diamondOnly), ...first, ...rest, ...wide.filter((p) => p.kind === "country"), ...idle,
      ...towns, ...wide.filter((p) => p.kind !== "country")].filter((label) => near.contains([label.lat, label.lon]));
  }

  // A base is marked even where its name finds no room.
  const diamondOnly = (base) => ({ ...base, mark: true });
  function place(label, taken) {
    const p = bw.state.map.latLngToLayerPoint([label.lat, label.lon]);
    const [x, y] = [p.x + (label.dx || 0), p.y + (label.dy || 0)];
    if (label.mark) {
      taken.push([x - 5, y - 5, x + 5, y + 5]);
      return put(label, "bw-diamond", "", 0, 0);
    }
    const width = widthOf(label);
    const own = label.diamond || label.dot ? [x - 5, y - 5, x + 5, y + 5] : null;
    for (const [left, top, align] of spots(label, x, y, width)) {
      const box = [left - 2, top - 1, left + width + 2, top + HEIGHT + 1];
      if (taken.some((other) => meets(box, other) && !equal(other, own))) continue;
      taken.push(box);
      if (label.dot) {
        if (taken.some((other) => other !== box && meets([x - 2, y - 2, x + 2, y + 2], other))) return taken.pop();
        put(label, "bw-dot", "", 0, 0);
      }
      return put(label, `bw-name bw-${label.kind}`, written(label), left - p.x, top - p.y);
    }
    return undefined;
  }

  function spots(label, x, y, width) {
    const middle = y - HEIGHT / 2;
    if (label.centred) return [[x - width / 2, middle], [x - width / 2, middle - 16], [x - width / 2, middle + 16]];
    const { gap, rise } = label;
    return [[x + gap, middle], [x - gap - width, middle], [x + gap - 3, middle - rise], [x + gap - 3, middle + rise],
      [x - gap - width + 3, middle - rise], [x - gap - width + 3, middle + rise],
      [x - width / 2, y - rise - HEIGHT - 2], [x - width / 2, y + rise + 2]];
  }

  const written = (label) => (label.kind === "country" ? label.name.toUpperCase() : label.name);

  function put(label, className, text, left, top) {
    const key = [className, text, label.lat, label.lon].join();
    const marker = standing.get(key) || mount(label, bw.element("div", className, text));
    placed.set(key, marker);
    const transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    const { style } = marker.options.icon.options.html;
    if (style.transform !== transform) style.transform = transform;
  }

  function mount(label, html) {
    const icon = L.divIcon({ className: "bw-label", iconSize: [0, 0], html });
    return L.marker([label.lat, label.lon], { icon, pane: "names", interactive: false, keyboard: false }).addTo(bw.state.map);
  }

  function widthOf(label) {
    const text = written(label);
    measure.font = FONTS[label.kind] || FONTS.town;
    return measure.measureText(text).width + (label.kind === "country" ? 1.6 * text.length : 0);
  }

  const FONTS = {
    site: "600 12.5px 'Source Sans', 'Source Sans 3', sans-serif", "town-hit": "600 12.5px 'Source Sans', sans-serif",
    idle: "500 12px 'Source Sans', sans-serif", town: "12px 'Source Sans', sans-serif",
    country: "11px 'Source Sans', sans-serif", water: "italic 12px 'Source Sans', sans-serif",
  };

  function equal(a, b) {
    return b !== null && a.every((edge, n) => edge === b[n]);
  }

  function meets(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  }
})(window.basewatch);
