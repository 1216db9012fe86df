// The time axis: days since 1970 at shares of its width, with breaks in place of long runs of empty months.
const DAY_MS = 86_400_000;

/**
 * The share of the width at which a day begins; days beyond the ends are clamped.
 * @type {(stretches: Stretch[], day: number) => number}
 */
export function at(stretches, day) {
  for (const [start, end, left, right] of stretches) {
    if (day < end) return left + ((right - left) * Math.max(day - start, 0)) / (end - start);
  }
  return 1;
}

/**
 * The day at a share of the width.
 * @type {(stretches: Stretch[], share: number) => number}
 */
export function dayAt(stretches, share) {
  const stretch = stretches.find(([, , , right]) => share < right) ?? stretches[stretches.length - 1];
  const [start, end, left, right] = stretch;
  const part = Math.min(Math.max((share - left) / (right - left), 0), 1);
  return Math.min(Math.floor(start + part * (end - start)), end - 1);
}

/** @type {(day: number) => string} */
export const isoDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** @type {(iso: string) => number} */
export const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;

/**
 * The ticks whose words do not touch each other, with those words: those of years and of months after a break before the
 * others. Where the next of them leaves no room, such a tick has its short words; at the end they are at its left.
 * @type {(ticks: Tick[], width: number, measure: (words: string) => number) => { at: number, x: number, words: string }[]}
 */
export function namedTicks(ticks, width, measure) {
  const taken = /** @type {[number, number][]} */ ([]);
  const place = (/** @type {number} */ share, /** @type {string} */ words) => {
    const wide = measure(words) + 10;
    const x = Math.min(share * width, Math.max(width + 10 - wide, 0));
    if (share * width - x > wide / 2 || taken.some(([from, to]) => x < to && from < x + wide)) return [];
    taken.push([x, x + wide]);
    return [{ at: share, x, words }];
  };
  const first = ticks.filter(([, , isFirst]) => isFirst);
  const important = first.flatMap(([share, words, , short], n) => {
    const next = n + 1 < first.length ? first[n + 1][0] * width : width + 10;
    const fitting = [words, short].find((one) => share * width + measure(one) + 10 <= next);
    return place(share, fitting ?? (n + 1 < first.length ? `’${short.slice(2)}` : short));
  });
  const others = ticks.filter(([share, , isFirst]) => !isFirst && share * width < width - 10);
  return [...important, ...others.flatMap(([share, words]) => place(share, words))];
}

/**
 * Labels at days on one line, the most important first: each at the right of its day, or at the left where it would leave
 * the plot; one that would touch another is left out.
 * @type {(labels: [number, string][], width: number, measure: (words: string) => number) =>
 *   { x: number, words: string, isLeft: boolean }[]}
 */
export function placedLabels(labels, width, measure) {
  const taken = /** @type {[number, number][]} */ ([]);
  return labels.flatMap(([x, words]) => {
    const wide = measure(words) + 8;
    const isLeft = x + wide > width;
    const [from, to] = isLeft ? [x - wide, x] : [x, x + wide];
    if (from < 0 || taken.some(([left, right]) => from < right && left < to)) return [];
    taken.push([from, to]);
    return [{ x, words, isLeft }];
  });
}

/**
 * The distance of the lines of a grid: a round number of whole persons or events, about a third of the highest sum, and at
 * least so many of them that the numbers do not touch.
 * @type {(highest: number, least: number) => number}
 */
export function gridStep(highest, least) {
  const rough = Math.max(highest / 3, least, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => Math.max(Math.round(factor * size), 1)).find((value) => value >= rough) ?? rough;
}

/**
 * The places of the dots of one lane: each on the axis, or above one that it would touch.
 * @type {(xs: number[], radius: number) => number[]}
 */
export function stacked(xs, radius) {
  const tops = /** @type {number[][]} */ ([]);
  return xs.map((x) => {
    const row = tops.findIndex((placed) => placed.every((other) => Math.abs(other - x) >= 2 * radius));
    const level = row < 0 ? tops.length : row;
    (tops[level] ??= []).push(x);
    return level;
  });
}

/**
 * The first and the last day of the dot or the bar at a share of the width, or of the nearest one within `reach`.
 * @type {(stretches: Stretch[], dots: TimelineDot[], share: number, reach: number) => [start: number, end: number] | null}
 */
export function nearestDays(stretches, dots, share, reach) {
  let found = /** @type {[number, number] | null} */ (null);
  let least = reach;
  for (const [start, end] of dots) {
    const away = Math.max(at(stretches, start) - share, share - at(stretches, end + 1), 0);
    if (away > least || (away === least && found)) continue;
    least = away;
    found = [start, end];
  }
  return found;
}

/**
 * A day, or the first and the last one, in words.
 * @type {(start: number, end: number) => string}
 */
export function daysInWords(start, end) {
  const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return start === end ? format.format(start * DAY_MS) : format.formatRange(start * DAY_MS, end * DAY_MS);
}
