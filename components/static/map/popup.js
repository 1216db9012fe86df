// The list of a symbol's events; it stays open and is updated when a filter changes.
(function (bw) {
  "use strict";

  // The room that the controls along the upper and the right edge take, in pixels: a list keeps clear of them.
  const CONTROLS = { top: 52, right: 88 };
  const EDGE = 10;

  // Request a symbol's events; they are listed when the page has sent them.
  bw.requestMembers = function (symbol) {
    bw.state.opening = symbol.cell;
    bw.emit({ kind: "open", cell: symbol.cell });
  };

  // Open a symbol: a single event is selected, several are listed.
  bw.open = function (symbol, members) {
    symbol.marker?.closeTooltip();
    if (members.length === 1) bw.select(members[0].event_id);
    else openList(symbol, members);
  };

  /** @type {(symbol: MapSymbol, members: Member[]) => void} */
  function openList(symbol, members) {
    const { x, y } = bw.state.map.getSize();
    const popup = L.popup({
      className: "bw-popup", closeButton: true, minWidth: Math.min(240, x - CONTROLS.right - 60),
      maxHeight: Math.min(260, y - CONTROLS.top - 60), maxWidth: Math.min(380, x - CONTROLS.right - 60),
      autoPan: false,
    });
    bw.state.listed = { cell: symbol.cell, popup, text: "" };
    fill(symbol, members);
    popup.openOn(bw.state.map).on("remove", () => {
      if (bw.state.listed?.popup === popup) bw.state.listed = null;
    });
    bw.keepListInside();
    markSelected();
  }

  // Shift an open list so that it lies within the map: opening a list must not move the map, whose position is in the link.
  bw.keepListInside = function () {
    const box = bw.state.listed?.popup.getElement();
    if (!box) return;
    box.style.translate = "";
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const frame = bw.state.map.getContainer().getBoundingClientRect();
    const across = Math.max(frame.left + EDGE - left, 0) + Math.min(frame.right - CONTROLS.right - right, 0);
    const down = Math.max(frame.top + CONTROLS.top - top, 0) + Math.min(frame.bottom - EDGE - bottom, 0);
    box.style.translate = `${across}px ${down}px`;
    box.classList.toggle("bw-shifted", Boolean(across || down));
  };

  // Called after the symbols were drawn; `opened` holds events of one symbol that came without its events.
  bw.updateList = function (opened) {
    const { symbols, opening, listed } = bw.state;
    const sent = opened?.cell ? bw.rowsOf(opened.members) : [];
    const membersOf = (/** @type {MapSymbol} */ symbol) => (opened?.cell === symbol.cell ? sent : symbol.members);
    const requested = symbols.find((symbol) => symbol.cell === opening);
    if (requested && membersOf(requested).length) {
      bw.state.opening = null;
      bw.open(requested, membersOf(requested));
    } else if (listed) {
      const symbol = symbols.find(({ cell }) => cell === listed.cell);
      if (symbol && membersOf(symbol).length) fill(symbol, membersOf(symbol));
      else listed.popup.remove();
    }
    markSelected();
  };

  // Set new content only if it differs: the list would lose the keyboard’s focus.
  /** @type {(symbol: MapSymbol, members: Member[]) => void} */
  function fill(symbol, members) {
    const { listed } = bw.state;
    const text = JSON.stringify([symbol.events, members]);
    if (!listed || text === listed.text) return;
    listed.text = text;
    listed.popup.options.offset = [symbol.dx, symbol.dy - symbol.halfHeight];
    listed.popup.setLatLng([symbol.latitude, symbol.longitude]).setContent(list(symbol, members));
    bw.keepListInside();
  }

  /** @type {(symbol: MapSymbol, members: Member[]) => HTMLElement} */
  function list(symbol, members) {
    const box = bw.element("div");
    box.appendChild(heading(symbol));
    const newest = bw.words("newest", { listed: members.length, number: symbol.events.toLocaleString("en") });
    if (symbol.events > members.length) box.appendChild(bw.element("div", "", newest));
    for (const member of members) box.appendChild(row(member, symbol.location));
    return box;
  }

  // The name of the symbol's place; that of a base opens its card.
  /** @type {(symbol: MapSymbol) => HTMLElement} */
  function heading(symbol) {
    const made = bw.element("strong", "", bw.heading(symbol));
    const base = bw.baseNamed(symbol.location);
    if (!base) return made;
    const button = bw.element("button", "bw-to-card", symbol.location);
    button.title = bw.words("open_card", { name: symbol.location });
    button.onclick = () => bw.openCard(base.card);
    made.replaceChildren(button);
    return made;
  }

  /** @type {(member: Member, name: string) => HTMLElement} */
  function row({ event_id: id, when, kind, event_type: type, location, who, toll }, name) {
    const made = bw.element("button", `bw-row bw-${kind}`);
    const mark = bw.svg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, made);
    bw.svg("circle", { r: 8.5, fill: bw.colour(kind) }, mark);
    bw.icon(type, mark, bw.state.config.symbol.paired_icon_scale, "var(--bw-on-symbol)");
    made.appendChild(bw.element("span", "bw-when", when));
    const words = bw.state.config.type_words[type];
    made.appendChild(bw.element("span", "", name ? words : bw.words("elsewhere", { type: words, place: location })));
    made.appendChild(bw.element("span", "bw-said", `${who} · ${toll}`));
    made.onclick = () => bw.select(id);
    made.dataset.event = id;
    return made;
  }

  // Mark the selected event in the list.
  function markSelected() {
    const { listed, selected } = bw.state;
    const rows = /** @type {NodeListOf<HTMLElement> | undefined} */ (
      listed?.popup.getElement()?.querySelectorAll(".bw-row"));
    for (const one of rows ?? []) one.classList.toggle("bw-on", one.dataset.event === selected);
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
