// The list that a symbol of several events opens into; it stays open through a filter and follows it.
(function (bw) {
  "use strict";

  // The events of this symbol are listed as soon as the page has told them.
  bw.ask = function (symbol) {
    bw.state.opening = symbol.key;
    bw.tell({ kind: "open", cell: symbol.key });
  };

  // What a click on a symbol with these events leads to.
  bw.enter = function (symbol, members) {
    if (members.length === 1) bw.select(members[0][0]);
    else open(symbol, members);
  };

  function open(symbol, members) {
    symbol.marker.closeTooltip();
    const popup = L.popup({ className: "bw-popup", maxHeight: 260, maxWidth: 330, minWidth: 240, closeButton: true });
    bw.state.listed = { key: symbol.key, popup };
    fill(symbol, members);
    popup.openOn(bw.state.map).on("remove", () => {
      if (bw.state.listed.popup === popup) bw.state.listed = null;
    });
    mark();
  }

  // After the symbols were drawn: of one whose events are not with it, `told` holds its key and what the page lists.
  bw.list = function (told) {
    const { symbols, opening, listed } = bw.state;
    const inside = (symbol) => (told && told[0] === symbol.key ? told[1] : symbol.members);
    const asked = symbols.find((symbol) => symbol.key === opening);
    if (asked && inside(asked).length) {
      bw.state.opening = null;
      bw.enter(asked, inside(asked));
    } else if (listed) {
      const symbol = symbols.find(({ key }) => key === listed.key);
      if (symbol && inside(symbol).length) fill(symbol, inside(symbol));
      else listed.popup.remove();
    }
    mark();
  };

  // To fill it anew moves it into the map's frame and takes the keyboard out of it: only where it says something else.
  function fill(symbol, members) {
    const { listed } = bw.state;
    const text = JSON.stringify([symbol.events, members]);
    if (text === listed.text) return;
    listed.text = text;
    listed.popup.options.offset = [symbol.dx, symbol.dy - symbol.half];
    listed.popup.setLatLng([symbol.lat, symbol.lon]).setContent(list(symbol, members));
  }

  function list(symbol, members) {
    const box = bw.element("div");
    box.appendChild(bw.element("strong", "", bw.heading(symbol)));
    const listed = `The newest ${members.length} of ${symbol.events.toLocaleString("en")}`;
    if (symbol.events > members.length) box.appendChild(bw.element("div", "bw-few", listed));
    for (const member of members) box.appendChild(row(member, symbol.name));
    return box;
  }

  function row([id, day, side, type, what, place], name) {
    const made = bw.element("button", `bw-row bw-${side}`);
    const sign = bw.svg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, made);
    bw.svg("circle", { r: 8.5, fill: bw.colour(side) }, sign);
    bw.sign(type, sign, 0.68, "#fff");
    made.appendChild(bw.element("span", "bw-when", day));
    made.appendChild(bw.element("span", "", name ? what : `${what}, ${place}`));
    made.onclick = () => bw.select(id);
    made.dataset.event = id;
    return made;
  }

  // The selected event stands out in the list as its symbol does on the map.
  function mark() {
    const { listed, selected } = bw.state;
    const rows = listed ? listed.popup.getElement().querySelectorAll(".bw-row") : [];
    for (const one of rows) one.classList.toggle("bw-on", one.dataset.event === selected);
  }
})(window.basewatch);
