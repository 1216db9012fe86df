// The names of struck places, bases, towns, countries and waters. Each takes the first free place around its point;
// a name without a free place is left out, so that no two names overlap.
(function (bw) {
  "use strict";

  const measure = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  // Most names are the same after a filter change: their elements stay.
  let markers = /** @type {Map<string, L.Marker>} */ (new Map());

  bw.layers.labels = {
    mount(map) {
      // Style sheet and typeface may arrive after the first names are placed.
      const watch = new ResizeObserver(() => {
        measured.state = "";
        if (bw.state.shown) bw.layers.labels.update();
      });
      for (const control of map.getContainer().querySelectorAll(".leaflet-control")) watch.observe(control);
    },
    update() {
      const { config } = bw.state;
      const frame = frameBox();
      const taken = [...covered(), ...controlBoxes(frame)];
      const placed = bw.placeLabels(wanted(), taken, frame, widthOf, config.label_height, config.label_margin);
      const before = markers;
      markers = new Map();
      for (const one of placed) put(one, before);
      for (const marker of before.values()) marker.remove();
    },
    followsMove: true,
  };

  function wanted() {
    const { map, symbols, bases, places, config } = bw.state;
    const near = map.getBounds().pad(0.3);
    const labels = bw.labelsOf({ symbols, bases, places, zoom: map.getZoom(), looks: config.labels });
    return labels.filter(({ point }) => near.contains([point.latitude, point.longitude])).map(located);
  }

  /** @type {(label: MapLabel) => LocatedLabel} */
  function located(label) {
    const { look, symbol } = label;
    const home = bw.state.map.latLngToLayerPoint([label.point.latitude, label.point.longitude]);
    const moved = symbol ?? { dx: 0, dy: 0, halfWidth: 0, halfHeight: 0 };
    return {
      ...label, home, x: home.x + moved.dx, y: home.y + moved.dy, gap: look.gap + moved.halfWidth,
      rise: look.rise + moved.halfHeight, centred: look.centred, dot: look.dot,
    };
  }

  function covered() {
    const { map, symbols, bases, config } = bw.state;
    const half = (config.base.side + config.base.edge) / Math.SQRT2;
    const boxes = symbols.map(({ latitude, longitude, dx, dy, halfWidth, halfHeight }) => {
      const { x, y } = map.latLngToLayerPoint([latitude, longitude]);
      return /** @type {Box} */ ([x + dx - halfWidth, y + dy - halfHeight, x + dx + halfWidth, y + dy + halfHeight]);
    });
    const diamonds = bw.idleBases(bases, symbols).map(({ latitude, longitude }) => {
      const { x, y } = map.latLngToLayerPoint([latitude, longitude]);
      return /** @type {Box} */ ([x - half, y - half, x + half, y + half]);
    });
    return [...boxes, ...diamonds];
  }

  /** @type {() => Box} */
  function frameBox() {
    const { min, max } = bw.state.map.getPixelBounds();
    const origin = bw.state.map.getPixelOrigin();
    if (!min || !max) return [0, 0, 0, 0];
    return [min.x - origin.x, min.y - origin.y, max.x - origin.x, max.y - origin.y];
  }

  // The boxes of the map's controls, measured only when they may have changed, because measuring is slow.
  const measured = { state: "", boxes: /** @type {Box[]} */ ([]) };

  /** @type {(frame: Box) => Box[]} */
  function controlBoxes([left, top]) {
    const { map } = bw.state;
    const container = map.getContainer();
    const { x, y } = map.getSize();
    const entries = container.querySelectorAll(".bw-entry:not([hidden])").length;
    const state = [x, y, map.getZoom(), container.querySelectorAll(".bw-legend[open], .bw-unfolded").length, entries].join();
    if (state !== measured.state) {
      const edge = container.getBoundingClientRect();
      const rects = Array.from(container.querySelectorAll(".leaflet-control"), (control) => control.getBoundingClientRect());
      measured.boxes = rects.map((r) => [r.left - edge.left, r.top - edge.top, r.right - edge.left, r.bottom - edge.top]);
      measured.state = state;
    }
    return measured.boxes.map(([x1, y1, x2, y2]) => [left + x1, top + y1, left + x2, top + y2]);
  }

  /** @type {(placed: { label: LocatedLabel, x: number, y: number }, before: Map<string, L.Marker>) => void} */
  function put({ label, x, y }, before) {
    const key = [label.kind, label.text, label.point.latitude, label.point.longitude].join();
    const marker = before.get(key) ?? mount(label);
    before.delete(key);
    markers.set(key, marker);
    const [left, top] = [x - label.home.x, y - label.home.y - bw.state.config.label_height / 2];
    const transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    const name = /** @type {HTMLElement} */ (marker.getElement()?.querySelector(".bw-name"));
    if (name.style.transform !== transform) name.style.transform = transform;
  }

  /** @type {(label: LocatedLabel) => L.Marker} */
  function mount({ kind, text, look, point }) {
    const html = bw.element("div");
    const name = bw.element("div", `bw-name bw-${kind.replace(" ", "-")}`, text);
    const { label_height: height } = bw.state.config;
    const shadow = look.halo ? "" : "none";
    Object.assign(name.style, {
      font: font(look), lineHeight: `${height}px`, color: look.colour, letterSpacing: `${look.spacing}px`,
      textShadow: shadow,
    });
    html.appendChild(name);
    if (look.dot) {
      const side = `${2 * look.dot}px`;
      const dot = bw.element("div", "bw-dot");
      Object.assign(dot.style, { width: side, height: side, margin: `-${look.dot}px`, background: look.dot_colour });
      html.appendChild(dot);
    }
    const icon = L.divIcon({ className: "bw-label", iconSize: [0, 0], html });
    const base = kind.endsWith(" base") ? bw.baseNamed(text) : undefined;
    const options = { icon, pane: "names", interactive: Boolean(base), keyboard: false };
    const marker = L.marker([point.latitude, point.longitude], options);
    if (base) marker.on("click", () => bw.openCard(base.card));
    return marker.addTo(bw.state.map);
  }

  /** @type {(label: LocatedLabel) => number} */
  function widthOf({ text, look }) {
    measure.font = font(look);
    return measure.measureText(text).width + look.spacing * text.length;
  }

  /** @type {(look: LabelLook) => string} */
  function font({ italic, weight, size }) {
    return `${italic ? "italic " : ""}${weight} ${size}px '${bw.state.config.typeface}', 'Noto Sans Arabic', sans-serif`;
  }
})(globalThis.basewatch);
