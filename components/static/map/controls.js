// Buttons and legend.
(function (bw) {
  "use strict";

  bw.addControls = function (map, config) {
    map.attributionControl.setPrefix(false);
    const toggle = /** @type {HTMLElement | null} */ (map.getContainer().querySelector(".leaflet-control-layers-toggle"));
    if (toggle) toggle.dataset.words = bw.words("layers");
    addButtons(map);
    addLegend(map, config);
  };

  /** @type {(map: L.Map) => void} */
  function addButtons(map) {
    const control = new L.Control({ position: "topleft" });
    control.onAdd = () => {
      const bar = bw.element("div", "leaflet-bar bw-buttons");
      bar.appendChild(button("fit", () => {
        bw.goHome();
        bw.emit({ kind: "move", at: null });
      }));
      bar.appendChild(button("home", () => bw.showRegion())).classList.add("bw-less");
      bar.appendChild(button("area", () => {
        bw.emit({ kind: "area", area: map.getBounds().toBBoxString().split(",").map(Number) });
      })).classList.add("bw-less");
      const full = bar.appendChild(button("full_screen", bw.toggleFullScreen));
      bw.listenToFullScreen(full);
      bar.appendChild(more(bar));
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    control.addTo(map);
  }

  /** @type {(name: string, act: () => void) => HTMLElement} */
  function button(name, act) {
    const made = bw.element("button", "bw-button", bw.words(name));
    made.title = bw.words(`${name}_help`);
    made.onclick = act;
    return made;
  }

  // On a small map the buttons that are needed less appear on request.
  /** @type {(bar: HTMLElement) => HTMLElement} */
  function more(bar) {
    const made = button("more", () => {
      made.ariaExpanded = String(bar.classList.toggle("bw-unfolded"));
      bw.redraw();
    });
    made.classList.add("bw-more");
    made.ariaExpanded = "false";
    return made;
  }

  /** @type {(map: L.Map, config: Config) => void} */
  function addLegend(map, config) {
    const control = new L.Control({ position: "bottomleft" });
    control.onAdd = () => {
      const box = /** @type {HTMLDetailsElement} */ (bw.element("details", "bw-legend"));
      box.open = window.innerHeight > 420 && window.innerWidth > 520;
      bw.state.legend = box;
      box.appendChild(bw.element("summary", "", bw.words("legend")));
      const rows = bw.element("div", "bw-legend-rows");
      for (const { kind, words, help, mark: shape } of config.legend) {
        rows.appendChild(entry(mark(kind, shape), words, help)).dataset.kind = kind;
      }
      const icons = bw.element("div", "bw-legend-signs");
      for (const [type, words] of Object.entries(config.type_words)) icons.appendChild(entry(iconOf(type), words));
      box.append(rows, icons);
      box.ontoggle = () => bw.redraw();
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    control.addTo(map);
  }

  bw.updateLegend = function (groups) {
    const { config } = bw.state;
    const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".bw-entry[data-kind]"));
    const kinds = bw.legendKinds(groups, config.legend.map(({ kind }) => kind), config.uncertainty_km);
    for (const line of lines) line.hidden = !kinds.includes(line.dataset.kind ?? "");
  };

  // Close the legend when the map leaves the four countries, where the legend covers no events.
  bw.foldLegend = function () {
    if (bw.state.legend) bw.state.legend.open = false;
    bw.state.legend = null;
  };

  /** @type {(mark: Element, words: string, help?: string) => HTMLElement} */
  function entry(drawn, words, help) {
    const row = bw.element("div", "bw-entry");
    const cell = bw.element("span", "bw-mark");
    cell.appendChild(drawn);
    row.append(cell, bw.element("span", "", words));
    if (help) {
      const question = bw.element("span", "bw-help", "?");
      question.tabIndex = 0;
      question.role = "note";
      question.ariaLabel = help;
      row.appendChild(question);
    }
    return row;
  }

  /** @type {(kind: string, shape: Shape | null) => Element} */
  function mark(kind, shape) {
    if (shape) {
      const made = frame();
      bw.shape(shape, made);
      return made;
    }
    if (kind === "circle") return bw.element("div", "bw-halo");
    if (kind === "mixed") return split();
    if (kind === "own") return square();
    return disc(bw.colour(kind));
  }

  const frame = () => bw.svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16" });

  /** @type {(colour: string) => Element} */
  function disc(colour) {
    const made = frame();
    bw.svg("circle", { r: 6, fill: colour }, made);
    return made;
  }

  function square() {
    const made = frame();
    bw.svg("rect", { x: -6, y: -6, width: 12, height: 12, rx: 1.5, class: "bw-plain" }, made);
    return made;
  }

  function split() {
    const made = disc(bw.colour("attack"));
    bw.svg("path", { d: "M0,-6 A6,6 0 0 0 0,6 Z", fill: bw.colour("answer") }, made);
    return made;
  }

  /** @type {(type: string) => Element} */
  function iconOf(type) {
    const made = frame();
    bw.icon(type, made, 0.75, "var(--bw-soft-ink)");
    return made;
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
