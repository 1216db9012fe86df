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
 * The ticks whose words do not touch each other: those of years and of months after a break before the others.
 * @type {(ticks: Tick[], width: number, measure: (words: string) => number) => Tick[]}
 */
export function namedTicks(ticks, width, measure) {
  const taken = /** @type {[number, number][]} */ ([]);
  const isFree = (/** @type {Tick} */ [share, words]) => {
    const left = share * width;
    const right = left + measure(words) + 10;
    if (right > width + 10 || taken.some(([from, to]) => left < to && from < right)) return false;
    taken.push([left, right]);
    return true;
  };
  const important = ticks.filter(([, , isFirst]) => isFirst).filter(isFree);
  return [...important, ...ticks.filter(([, , isFirst]) => !isFirst).filter(isFree)];
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
 * Round numbers for the grid of an axis that reaches to `highest`: whole persons or events.
 * @type {(highest: number) => number[]}
 */
export function gridValues(highest) {
  if (!highest) return [];
  const rough = Math.max(highest / 3, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => Math.max(Math.round(factor * size), 1)).find((value) => value >= rough) ?? rough;
  return Array.from({ length: Math.floor(highest / step) }, (_, n) => (n + 1) * step);
}

/**
 * Where the dots of one lane stand: each on the axis, or above one that it would touch.
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
