// The words of a symbol's tooltip, and its place: beside the symbol, never over it, and within the map.
(function (bw) {
  "use strict";

  const GAP = 8; // from the symbol with its ring
  const EDGE = 6;

  // The words about a symbol: of one event when, who, whom it harmed and how well that is known; of several their number,
  // types and days.
  bw.description = function (symbol) {
    const { config } = bw.state;
    const { events, members, origin } = symbol;
    const precision = config.precision_words[symbol.geo_precision] ?? "";
    const words = [bw.heading(symbol)];
    if (events === 1 && members.length === 1) words.push(...ofEvent(members[0]));
    else words.push(number(symbol), ...ofGroup(symbol));
    if (origin === "own") words.push(bw.words("imported"));
    return precision ? [...words, precision] : words;
  };

  /** @type {(member: Member) => string[]} */
  function ofEvent({ event_type: type, outcome, when, who, toll, sources }) {
    const kind = bw.state.config.type_words[type];
    const documents = sources === 1 ? bw.words("one_source") : bw.words("sources", { number: sources });
    return [outcome ? `${kind}, ${outcome}` : kind, bw.words("line", { when, who }), toll, documents];
  }

  /** @type {(symbol: MapSymbol) => string[]} */
  function ofGroup({ members }) {
    const words = /** @type {string[]} */ ([]);
    const types = /** @type {Map<string, number>} */ (new Map());
    for (const { event_type: type } of members) types.set(type, (types.get(type) ?? 0) + 1);
    for (const [name, number] of types) {
      words.push(bw.words("of_type", { number, type: bw.state.config.type_words[name].toLowerCase() }));
    }
    if (members.length < 2) return words;
    const [first, last] = [members[members.length - 1].when, members[0].when];
    return [...words, first === last ? first : bw.words("span", { first, last })];
  }

  // The same for a screen reader, which always reads the number.
  bw.spoken = function (symbol) {
    const [name, ...words] = bw.description(symbol);
    return [name, number(symbol), ...words.filter((text) => text !== number(symbol))].join(", ");
  };

  /** @type {(symbol: MapSymbol) => string} */
  const number = ({ events }) => (events === 1 ? bw.words("one_event") : bw.words("events", { number: events }));

  // The distance of a tooltip above its symbol, which may have been pushed away from its place.
  bw.tooltipOffset = ({ dx, dy, halfHeight }) => L.point(dx, dy - halfHeight - GAP);

  // Move an open tooltip below its symbol where there is no room above, and into the map from its sides.
  bw.placeTooltip = function (tooltip, { halfHeight }) {
    const box = tooltip.getElement();
    if (!box) return;
    Object.assign(box.style, { translate: "" });
    const frame = bw.state.map.getContainer().getBoundingClientRect();
    const { top, bottom, left, right, height } = box.getBoundingClientRect();
    const middle = bottom + GAP + halfHeight;
    const isBelow = top < frame.top + EDGE && middle + halfHeight + GAP + height < frame.bottom;
    const down = isBelow ? 2 * (halfHeight + GAP) + height : 0;
    const across = Math.max(frame.left + EDGE - left, 0) + Math.min(frame.right - EDGE - right, 0);
    if (down || across) box.style.translate = `${across}px ${down}px`;
  };
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
