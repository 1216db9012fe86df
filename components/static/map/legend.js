// The legend: what is drawn, with the number of events of the view. An entry for a side or a type is a button: a click
// shows only these events, a click with Shift adds them.
(function (bw) {
  "use strict";

  const ROOM = { width: 520, height: 420 };
  // A legend that a person opened, or uses, stays open over symbols, until the frame gets another size.
  const folding = { isByPerson: false, isOurs: false };
  let filters = /** @type {LegendFilter[]} */ ([]);

  bw.addLegend = function (map, config) {
    const control = new L.Control({ position: "bottomleft" });
    control.onAdd = () => {
      const box = /** @type {HTMLDetailsElement} */ (bw.element("details", "bw-legend"));
      setOpen(box, hasRoom());
      bw.state.legend = box;
      box.appendChild(bw.element("summary", "", bw.words("legend")));
      const rows = bw.element("div", "bw-legend-rows");
      for (const { kind, words, help, mark: shape, sides } of config.legend) {
        const row = entry(mark(kind, shape), words, { name: "side", values: sides }, help);
        row.dataset.kind = kind;
        rows.appendChild(row);
      }
      const icons = bw.element("div", "bw-legend-signs");
      for (const [type, words] of Object.entries(config.type_words)) {
        icons.appendChild(entry(iconOf(type), words, { name: "event_type", values: [type] }));
      }
      box.append(rows, icons);
      box.ontoggle = () => {
        if (!folding.isOurs) folding.isByPerson = box.open;
        folding.isOurs = false;
        bw.redraw();
      };
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    control.addTo(map);
  };

  bw.updateLegend = function (groups, filtered) {
    const { config } = bw.state;
    const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".bw-entry[data-kind]"));
    const kinds = bw.legendKinds(groups, config.legend.map(({ kind }) => kind), config.uncertainty_km);
    for (const line of lines) line.hidden = !kinds.includes(line.dataset.kind ?? "");
    for (const { button, name, values } of filters) {
      button.disabled = !filtered;
      if (!filtered) continue;
      const { number, isOn, isFaded } = bw.legendEntry(filtered[name], values);
      button.hidden = !number && !isOn;
      button.ariaPressed = String(isOn);
      button.classList.toggle("bw-unchosen", isFaded);
      const count = button.querySelector(".bw-count");
      if (count) count.textContent = number.toLocaleString("en");
    }
  };

  // An entry with its number of events under the other filters. It is on where one of its values is chosen, and faded where
  // others are.
  bw.legendEntry = function ({ counts, chosen }, values) {
    const number = values.reduce((sum, value) => sum + (counts[value] ?? 0), 0);
    const isOn = values.some((value) => chosen.includes(value));
    return { number, isOn, isFaded: chosen.length > 0 && !isOn };
  };

  // Fold the legend where it covers a symbol or a base. `isResized`: frame or typeface is another, so that it may have
  // room again.
  bw.fitLegend = function ({ isResized = false } = {}) {
    const { legend, symbols, bases, config, map } = bw.state;
    if (!legend) return;
    if (isResized) {
      folding.isByPerson = false;
      setOpen(legend, hasRoom());
    }
    if (!legend.open || folding.isByPerson) return;
    const frame = map.getContainer().getBoundingClientRect();
    const rect = legend.getBoundingClientRect();
    const box = /** @type {Box} */ ([rect.left, rect.top, rect.right, rect.bottom]);
    const half = (config.base.side + config.base.edge) / Math.SQRT2;
    const idle = bw.idleBases(bases, symbols).map((base) => ({ ...base, dx: 0, dy: 0, halfWidth: half, halfHeight: half }));
    const covers = [...symbols, ...idle].some(({ latitude, longitude, dx, dy, halfWidth, halfHeight }) => {
      const at = map.latLngToContainerPoint([latitude, longitude]);
      const [x, y] = [at.x + dx + frame.left, at.y + dy + frame.top];
      return bw.meets(box, [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight]);
    });
    if (covers) setOpen(legend, false);
  };

  const hasRoom = () => window.innerHeight > ROOM.height && window.innerWidth > ROOM.width;

  /** @type {(box: HTMLDetailsElement, open: boolean) => void} */
  function setOpen(box, open) {
    if (box.open === open) return;
    folding.isOurs = true; // the event that follows is not a person's
    box.open = open;
  }

  /** @type {(drawn: Element, words: string, filter: Omit<LegendFilter, "button">, help?: string) => HTMLElement} */
  function entry(drawn, words, { name, values }, help) {
    const row = bw.element(values.length ? "button" : "div", "bw-entry");
    const cell = bw.element("span", "bw-mark");
    cell.appendChild(drawn);
    row.append(cell, bw.element("span", "", words));
    if (row instanceof HTMLButtonElement) {
      row.append(bw.element("span", "bw-count"));
      row.title = bw.words("only");
      row.onclick = ({ shiftKey }) => {
        folding.isByPerson = true;
        bw.emit({ kind: "filter", name, values, add: shiftKey });
      };
      filters = [...filters, { button: row, name, values }];
    }
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
