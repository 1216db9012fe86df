// Draws the chart of time: columns by month, single events by day, and the context, on one axis.
import { drawColumns, LANE, TIP } from "./columns.js";
import { at, namedTicks, placedLabels } from "./scale.js";
import { drawStrip, SIDE } from "./strip.js";
import { svg, text } from "./svg.js";

const LEFT = 34; // room for the numbers of the axis
const RIGHT = 10;
const TOP = 18; // the words of key days
// The height of the columns; first_screen.css reserves the chart's place with the same numbers.
const EMPTY = 26; // that of a chart without columns
const columnsHeight = () => Math.min(Math.max(0.24 * window.innerHeight - 89, 84), 168);
const LANE_WORDS = 16;
const TICKS = 20;
const CONTEXT = 22;
const LONG = 7; // facts of the context over more days are paler

/**
 * Draw a chart into an empty picture; return where its parts are.
 * @type {(picture: SVGElement, data: TimelineData, width: number, measure: (words: string) => number) => Places}
 */
export function draw(picture, data, width, measure) {
  const plot = { left: LEFT, width: Math.max(width - LEFT - RIGHT, 50) };
  const x = (/** @type {number} */ share) => plot.left + share * plot.width;
  const dayX = (/** @type {number} */ day) => x(at(data.stretches, day));
  const rows = layOut(data);
  const drawing = { picture, data, rows, plot, x, dayX, measure };
  shadePeriod(drawing);
  drawColumns(drawing);
  drawTicks(drawing);
  drawBreaks(drawing);
  const months = svg("g", { role: "group", "aria-label": "Months" }, picture);
  const days = svg("g", {}, picture);
  const handles = svg("g", {}, picture); // below the dots, so that these can be pointed at
  const dots = drawStrip(drawing);
  drawFacts(drawing);
  drawDays(drawing);
  drawLaneWords(drawing);
  picture.setAttribute("width", String(width));
  picture.setAttribute("height", String(rows.height));
  picture.setAttribute("viewBox", `0 0 ${width} ${rows.height}`);
  return { plot, x, rows, months, days, handles, dots };
}

/** @type {(data: TimelineData) => Rows} */
function layOut({ lanes, heights, facts }) {
  const { plot, scale, axes } = lanes.length ? lanesLayOut(lanes, heights[0]) : mirrorLayOut(heights);
  const ticks = TOP + plot + 2;
  const strip = ticks + TICKS + SIDE;
  const bottom = strip + SIDE;
  const context = bottom + 4;
  return { axes, scale, ticks, strip, context, height: facts ? context + CONTEXT : context, bottom };
}

// Columns of each party in a lane of its own.
/** @type {(lanes: string[], highest: number) => { plot: number, scale: number, axes: number[] }} */
function lanesLayOut(lanes, highest) {
  const lane = LANE + LANE_WORDS;
  const axes = lanes.map((_, n) => TOP + (n + 1) * lane);
  return { plot: lanes.length * lane, scale: (LANE - TIP) / Math.max(highest, 1), axes };
}

// Columns up and down from one axis.
/** @type {(heights: [up: number, down: number]) => { plot: number, scale: number, axes: number[] }} */
function mirrorLayOut([up, down]) {
  const plot = up + down ? columnsHeight() : EMPTY;
  const scale = (plot - 2 * TIP) / Math.max(up + down, 1);
  return { plot, scale, axes: [TOP + TIP + up * scale] };
}

/** @type {(drawing: Drawing) => void} */
function shadePeriod({ picture, data, rows, dayX }) {
  if (!data.period) return;
  const [left, right] = data.period.map(dayX);
  const y = TOP - 4;
  svg("rect", { x: left, y, width: Math.max(right - left, 1), height: rows.bottom - y, class: "bw-t-period" }, picture);
}

// Last, so that no line of a day crosses the words.
/** @type {(drawing: Drawing) => void} */
function drawLaneWords({ picture, data, rows, plot }) {
  data.lanes.forEach((words, n) => text(picture, plot.left + 2, rows.axes[n] - LANE + 4, words, "bw-t-words"));
}

/** @type {(drawing: Drawing) => void} */
function drawTicks({ picture, data, rows, plot, x, measure }) {
  for (const { at: share, x: left, words } of namedTicks(data.ticks, plot.width, measure)) {
    svg("line", { x1: x(share), x2: x(share), y1: rows.ticks, y2: rows.ticks + 4, class: "bw-t-tick" }, picture);
    text(picture, plot.left + left + 1, rows.ticks + 15, words, "bw-t-number");
  }
}

// Two slanted lines on each axis where months without anything are left out.
/** @type {(drawing: Drawing) => void} */
function drawBreaks({ picture, data, rows, x }) {
  for (const [, , left, right, isBreak] of data.stretches) {
    if (!isBreak) continue;
    const middle = x((left + right) / 2);
    for (const y of [...rows.axes, rows.strip]) {
      const mark = svg("g", { class: "bw-t-break" }, picture);
      svg("rect", { x: middle - 5, y: y - 2, width: 10, height: 4 }, mark);
      svg("path", { d: `M${middle - 6},${y + 5} l5,-10 M${middle + 1},${y + 5} l5,-10` }, mark);
      svg("title", {}, mark).textContent = data.breakWords;
    }
  }
}

/** @type {(drawing: Drawing) => void} */
function drawFacts(drawing) {
  const { picture, data, rows, dayX } = drawing;
  const { facts, named } = data;
  if (!facts) return;
  const row = svg("g", {}, picture);
  const y = rows.context + 17;
  text(row, 0, y - 6, data.laneWords[2], "bw-t-lane bw-t-context");
  for (const [start, end, words] of facts) {
    const from = dayX(start);
    const to = Math.max(dayX(end + 1), from + 1);
    const className = end - start > LONG ? "bw-t-fact bw-t-long" : "bw-t-fact";
    const mark = svg("line", { x1: from, x2: to, y1: y, y2: y, class: className }, row);
    mark.dataset.words = words;
  }
  for (const { place, words, isLeft } of dayLabels(drawing, named)) {
    text(row, place + (isLeft ? -4 : 0), y - 6, words, "bw-t-named", isLeft ? "end" : "start");
  }
}

/** @type {(drawing: Drawing) => void} */
function drawDays(drawing) {
  const { picture, data, rows } = drawing;
  for (const { place, words, isLeft } of dayLabels(drawing, data.days)) {
    for (const [y1, y2] of [[4, rows.ticks], [rows.ticks + TICKS, rows.bottom]]) {
      svg("line", { x1: place, x2: place, y1, y2, class: "bw-t-day" }, picture);
    }
    text(picture, place + (isLeft ? -4 : 4), 13, words, "bw-t-words", isLeft ? "end" : "start");
  }
}

/**
 * @type {(drawing: Drawing, days: [day: number, words: string][]) =>
 *   { place: number, words: string, isLeft: boolean }[]}
 */
function dayLabels({ plot, dayX, measure }, days) {
  const labels = /** @type {[number, string][]} */ (days.map(([day, words]) => [dayX(day) - plot.left, words]));
  return placedLabels(labels, plot.width, measure).map(({ x, ...label }) => ({ ...label, place: plot.left + x }));
}
