// The look of symbols, computed from the configuration (`components/symbology.py`); a test compares the two.
(function (bw) {
  "use strict";

  bw.kindOf = function ({ events, attacks, answers }) {
    if (attacks === events) return "attack";
    if (answers === events) return "answer";
    return attacks || answers ? "mixed" : "other";
  };

  bw.halfHeight = function (events, largest, look) {
    if (events === 1) return look.single;
    if (largest > look.plain_limit) return look.share_base + look.share_growth * Math.sqrt(events / largest);
    return look.base + look.growth * Math.sqrt(events);
  };

  bw.isPaired = ({ events, event_type: type }, look) => Boolean(type) && events > 1 && events < look.icon_limit;

  bw.scaledHalfHeight = (group, largest, scale, look) => scale * bw.halfHeight(group.events, largest, look);

  bw.scaledHalfWidth = function (group, largest, scale, look) {
    return bw.scaledHalfHeight(group, largest, scale, look) + (bw.isPaired(group, look) ? look.icon_room : 0);
  };

  bw.textSize = (half, look) => Math.min(look.text_base + look.text_growth * half, look.text_limit);

  bw.circleOpacity = (circles, look) => Math.min(1, look.full_strength / Math.max(circles, 1));
  bw.circleFillOpacity = (circles, look) => look.fill * bw.circleOpacity(circles, look) ** 2;

  // The shares of both sides of a group, cumulative: the end of the attacks, and the end of the strikes.
  bw.shares = ({ events, attacks, answers }) => [attacks / events, (attacks + answers) / events];

  // Two digits from a thousand on, halves rounded up.
  bw.formatCount = function (number) {
    if (number < 1000) return String(number);
    let tens = 0;
    let suffix = "";
    let unit = 1;
    for (suffix of ["k", "M", "B"]) {
      unit *= 1000;
      const tenths = Math.floor((20 * number + unit) / (2 * unit));
      tens = Math.floor((number + 5 * unit) / (10 * unit));
      if (tenths < 100) return `${tenths / 10}${suffix}`;
      if (tens < 10) return `${Math.floor((2 * number + unit) / (2 * unit))}${suffix}`;
      if (tens < 100) break;
    }
    return `${10 * tens}${suffix}`;
  };

  // The entries of the legend for these groups; an entry for some data only is listed while such data is shown.
  bw.legendKinds = function (groups, kinds, uncertainty) {
    const needed = /** @type {Record<string, boolean>} */ ({
      attack: groups.some(({ attacks }) => attacks),
      answer: groups.some(({ answers }) => answers),
      mixed: groups.some((group) => bw.kindOf(group) === "mixed"),
      other: groups.some(({ events, attacks, answers }) => events > attacks + answers),
      own: groups.some(({ origin }) => origin === "own"),
      circle: groups.some(({ geo_precision: precision }) => uncertainty[precision]),
    });
    return kinds.filter((kind) => needed[kind] ?? true);
  };
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
