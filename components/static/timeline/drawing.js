// Draws the chart of time: columns by month, single events by day, and the context, on one axis.
import { at, gridStep, namedTicks, placedLabels, stacked } from "./scale.js";

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 34; // room for the numbers of the axis
const RIGHT = 10;
const TOP = 18; // the words of key days
// The height of the columns; first_screen.css reserves the chart's place with the same numbers.
const EMPTY = 26; // that of a chart without columns
const plotHeight = () => Math.min(Math.max(0.24 * window.innerHeight - 89, 84), 168);
const LANE = 52;
const LANE_WORDS = 16;
const TIP = 8; // the open end of a column
const NUMBER = 14; // the height of a number of the axis
const TICKS = 20;
const DOT = 4.2;
const SIDE = 28; // half the height of the strip
const CONTEXT = 22;
const GAP = 1.5;

/** @type {(tag: string, attributes: Record<string, string | number>, parent?: Element) => SVGElement} */
export function svg(tag, attributes, parent) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  parent?.append(made);
  return made;
}

/** @type {(parent: Element, x: number, y: number, words: string, className: string, anchor?: string) => SVGElement} */
function text(parent, x, y, words, className, anchor = "start") {
  const made = svg("text", { x, y, class: className, "text-anchor": anchor, "aria-hidden": "true" }, parent);
  made.textContent = words;
  return made;
}

/**
 * Draw a chart into an empty picture; return where its parts are.
 * @type {(picture: SVGElement, data: TimelineData, width: number, measure: (words: string) => number) => Places}
 */
export function draw(picture, data, width, measure) {
  const plot = { left: LEFT, width: Math.max(width - LEFT - RIGHT, 50) };
  const x = (/** @type {number} */ share) => plot.left + share * plot.width;
  const rows = layOut(data);
  svg("defs", {}, picture).append(...data.kinds.map(({ kind }) => hatching(kind)));
  shadePeriod(picture, data, rows, x);
  drawAxes(picture, data, rows, plot);
  drawColumns(picture, data, rows, x);
  drawTicks(picture, data, rows, x, plot.width, measure);
  drawBreaks(picture, data, rows, x);
  const months = svg("g", { class: "bw-t-months", role: "group", "aria-label": "Months" }, picture);
  const handles = svg("g", {}, picture); // below the dots, so that these can be pointed at
  const dots = drawStrip(picture, data, rows, x, plot);
  drawFacts(picture, data, rows, x, plot.width, measure);
  drawDays(picture, data, rows, x, plot.width, measure);
  data.lanes.forEach((words, n) => text(picture, plot.left + 2, rows.axes[n] - LANE + 4, words, "bw-t-words"));
  picture.setAttribute("width", String(width));
  picture.setAttribute("height", String(rows.height));
  picture.setAttribute("viewBox", `0 0 ${width} ${rows.height}`);
  return { plot, x, rows, months, handles, dots };
}

/** @type {(data: TimelineData) => Rows} */
function layOut({ lanes, heights, facts }) {
  const plot = lanes.length ? lanes.length * (LANE + LANE_WORDS) : heights[0] + heights[1] ? plotHeight() : EMPTY;
  const scale = lanes.length ? (LANE - TIP) / Math.max(heights[0], 1) : (plot - 2 * TIP) / Math.max(heights[0] + heights[1], 1);
  const axes = lanes.length
    ? lanes.map((_, n) => TOP + (n + 1) * (LANE + LANE_WORDS))
    : [TOP + TIP + heights[0] * scale];
  const ticks = TOP + plot + 2;
  const strip = ticks + TICKS + SIDE;
  const context = strip + SIDE + 4;
  return { axes, scale, ticks, strip, context, height: facts ? context + CONTEXT : strip + SIDE + 4, bottom: strip + SIDE };
}

/** @type {(kind: string) => SVGElement} */
function hatching(kind) {
  const pattern = svg("pattern", {
    id: `bw-hatch-${kind.replace(" ", "-")}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  svg("line", { x1: 0, y1: 0, x2: 0, y2: 5, class: `bw-t-line bw-${kind.replace(" ", "-")}` }, pattern);
  return pattern;
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number) => void} */
function shadePeriod(picture, { period, stretches }, rows, x) {
  if (!period) return;
  const [left, right] = period.map((day) => x(at(stretches, day)));
  svg("rect", { x: left, y: TOP - 4, width: Math.max(right - left, 1), height: rows.bottom - TOP + 4, class: "bw-t-period" }, picture);
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, plot: Plot) => void} */
function drawAxes(picture, { lanes, heights }, rows, plot) {
  const right = plot.left + plot.width;
  const line = (/** @type {number} */ y, /** @type {string} */ name) => svg("line", { x1: plot.left, x2: right, y1: y, y2: y, class: name }, picture);
  for (const y of rows.axes) line(y, "bw-t-axis");
  if (lanes.length) return;
  const step = gridStep(Math.max(...heights), NUMBER / rows.scale);
  for (const [height, sign] of /** @type {[number, number][]} */ ([[heights[0], -1], [heights[1], 1]])) {
    for (let value = step; value <= height; value += step) {
      const y = rows.axes[0] + sign * value * rows.scale;
      line(y, "bw-t-grid");
      text(picture, plot.left - 6, y + 4, value.toLocaleString("en"), "bw-t-number", "end");
    }
  }
  if (heights[0] + heights[1]) text(picture, plot.left - 6, rows.axes[0] + 4, "0", "bw-t-number", "end");
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number) => void} */
function drawColumns(picture, { columns, months, kinds }, rows, x) {
  for (const { month, lane, up, faded, open, blocks } of columns) {
    const { left, right } = months[month];
    const [from, to] = [x(left) + GAP / 2, x(right) - GAP / 2];
    const wide = Math.max(to - from, 1);
    const axis = rows.axes[lane];
    const sign = up ? -1 : 1;
    const group = svg("g", { class: faded ? "bw-t-column bw-faded" : "bw-t-column", "data-month": months[month].name }, picture);
    let end = 0;
    for (const [kind, start, stop, certain] of blocks) {
      const [a, b] = [axis + sign * start * rows.scale, axis + sign * stop * rows.scale];
      const name = kinds[kind].kind.replace(" ", "-");
      const size = { x: from, y: Math.min(a, b), width: wide, height: Math.abs(b - a) };
      if (certain) svg("rect", { ...size, class: `bw-t-block bw-${name}` }, group);
      else svg("rect", { ...size, class: `bw-t-more bw-${name}`, fill: `url(#bw-hatch-${name})` }, group);
      end = stop;
    }
    const tip = axis + sign * (end * rows.scale + 2);
    const first = blocks[blocks.length - 1]?.[0];
    const colour = first === undefined ? "" : ` bw-${kinds[first].kind.replace(" ", "-")}`;
    const roof = `M${from},${tip} L${(from + to) / 2},${tip + sign * (TIP - 3)} L${to},${tip}`;
    if (open) svg("path", { d: roof, class: `bw-t-open${colour}` }, group);
  }
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number, width: number, measure: (words: string) => number) => void} */
function drawTicks(picture, { ticks }, rows, x, width, measure) {
  for (const { at: share, x: left, words } of namedTicks(ticks, width, measure)) {
    svg("line", { x1: x(share), x2: x(share), y1: rows.ticks, y2: rows.ticks + 4, class: "bw-t-tick" }, picture);
    text(picture, x(0) + left + 1, rows.ticks + 15, words, "bw-t-number");
  }
}

// Two slanted lines on each axis where months without anything are left out.
/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number) => void} */
function drawBreaks(picture, { stretches, breakWords }, rows, x) {
  for (const [, , left, right, isBreak] of stretches) {
    if (!isBreak) continue;
    const middle = x((left + right) / 2);
    for (const y of [...rows.axes, rows.strip]) {
      const mark = svg("g", { class: "bw-t-break" }, picture);
      svg("rect", { x: middle - 5, y: y - 2, width: 10, height: 4 }, mark);
      svg("path", { d: `M${middle - 6},${y + 5} l5,-10 M${middle + 1},${y + 5} l5,-10` }, mark);
      svg("title", {}, mark).textContent = breakWords;
    }
  }
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number, plot: Plot) => SVGElement[]} */
function drawStrip(picture, data, rows, x, plot) {
  const { dots, isHistogram, stretches, period, selected, laneWords } = data;
  const strip = svg("g", { class: "bw-t-strip", role: "group", "aria-label": "Events by day" }, picture);
  svg("line", { x1: plot.left, x2: plot.left + plot.width, y1: rows.strip, y2: rows.strip, class: "bw-t-axis" }, strip);
  text(strip, 0, rows.strip - SIDE + 9, laneWords[0], "bw-t-lane bw-attack");
  text(strip, 0, rows.strip + SIDE - 1, laneWords[1], "bw-t-lane bw-answer");
  const isOutside = (/** @type {TimelineDot} */ [start, end]) => Boolean(period && (end < period[0] || start >= period[1]));
  if (isHistogram) return drawBars(strip, data, rows, (day) => x(at(stretches, day)), isOutside);
  const expanded = dots.flatMap((dot) => Array.from({ length: dot[3] }, () => dot));
  const lanes = ["attack", "answer"].map((side) => expanded.filter(([, , group]) => (group === "answer") === (side === "answer")));
  const places = lanes.map((lane) => lane.map(([start]) => x(at(stretches, start + 0.5))));
  const { radius, levels } = fittingDots(places);
  return lanes.flatMap((lane, side) => lane.map((dot, n) => {
    const y = rows.strip + (side ? 1 : -1) * (radius + 1.5 + 2 * radius * levels[side][n]);
    return oneDot(strip, dot, places[side][n], y, radius, isOutside(dot), dot[4] === selected && selected !== "");
  }));
}

// The bars of the groups above the axis stand on each other.
/** @type {(strip: Element, data: TimelineData, rows: Rows, place: (day: number) => number, isOutside: (dot: TimelineDot) => boolean) => SVGElement[]} */
function drawBars(strip, { dots }, rows, place, isOutside) {
  const tops = /** @type {Map<string, number>} */ (new Map());
  const bases = dots.map(([start, , group, events]) => {
    const side = `${start} ${group === "answer"}`;
    const base = tops.get(side) ?? 0;
    tops.set(side, base + events);
    return base;
  });
  const pixels = (SIDE - 4) / Math.max(...tops.values(), 1);
  return dots.map((dot, n) => {
    const [start, end, group, events] = dot;
    const high = Math.max(events * pixels, 1);
    const y = group === "answer" ? rows.strip + bases[n] * pixels : rows.strip - bases[n] * pixels - high;
    const size = { x: place(start), y, width: Math.max(place(end + 1) - place(start), 0.5), height: high };
    const made = svg("rect", { ...size, class: `bw-t-bin bw-${group}${isOutside(dot) ? " bw-faded" : ""}` }, strip);
    Object.assign(made.dataset, { start: String(start), end: String(end) });
    return made;
  });
}

/**
 * The largest dots with which both lanes fit into the strip, and the level of each dot above the axis.
 * @type {(lanes: number[][]) => { radius: number, levels: number[][] }}
 */
function fittingDots(lanes) {
  for (let radius = DOT; ; radius *= 0.85) {
    const levels = lanes.map((xs) => stacked(xs, radius));
    const highest = levels.flat().reduce((most, level) => Math.max(most, level), 0);
    if (radius < 1 || (highest + 1) * 2 * radius <= SIDE - 2) return { radius, levels };
  }
}

/** @type {(strip: Element, dot: TimelineDot, x: number, y: number, radius: number, faded: boolean, selected: boolean) => SVGElement} */
function oneDot(strip, [start, end, group, , id, words], x, y, radius, faded, selected) {
  const name = `bw-t-dot bw-${group}${faded ? " bw-faded" : ""}${selected ? " bw-on" : ""}${end > start ? " bw-t-span" : ""}`;
  const made = svg("circle", { cx: x, cy: y, r: radius, class: name }, strip);
  Object.assign(made.dataset, { event: id, words, start: String(start), end: String(end) });
  return made;
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number, width: number, measure: (words: string) => number) => void} */
function drawFacts(picture, { facts, named, stretches, laneWords }, rows, x, width, measure) {
  if (!facts) return;
  const row = svg("g", { class: "bw-t-facts" }, picture);
  const y = rows.context + 17;
  text(row, 0, y - 6, laneWords[2], "bw-t-lane bw-t-context");
  for (const [start, end, words] of facts) {
    const [from, to] = [x(at(stretches, start)), x(at(stretches, end + 1))];
    const mark = svg("line", { x1: from, x2: Math.max(to, from + 1), y1: y, y2: y, class: end - start > 7 ? "bw-t-fact bw-t-long" : "bw-t-fact" }, row);
    mark.dataset.words = words;
  }
  const labels = /** @type {[number, string][]} */ (named.map(([day, words]) => [at(stretches, day) * width, words]));
  for (const { x: left, words, isLeft } of placedLabels(labels, width, measure)) {
    text(row, x(left / width) + (isLeft ? -4 : 0), y - 6, words, "bw-t-named", isLeft ? "end" : "start");
  }
}

/** @type {(picture: Element, data: TimelineData, rows: Rows, x: (share: number) => number, width: number, measure: (words: string) => number) => void} */
function drawDays(picture, { days, stretches }, rows, x, width, measure) {
  const labels = /** @type {[number, string][]} */ (days.map(([day, words]) => [at(stretches, day) * width, words]));
  for (const { x: left, words, isLeft } of placedLabels(labels, width, measure)) {
    const place = x(left / width);
    for (const [y1, y2] of [[4, rows.ticks], [rows.ticks + TICKS, rows.bottom]]) {
      svg("line", { x1: place, x2: place, y1, y2, class: "bw-t-day" }, picture);
    }
    text(picture, place + (isLeft ? -4 : 4), 13, words, "bw-t-words", isLeft ? "end" : "start");
  }
}
