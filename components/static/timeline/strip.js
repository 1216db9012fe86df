// Draws the strip: each event as a dot at its day, or a histogram where there are too many.
import { stacked } from "./scale.js";
import { svg, text } from "./svg.js";

export const SIDE = 28; // half the height of the strip
const DOT = 4.2;

/**
 * Draw the strip; return its dots, or the bars of its histogram.
 * @type {(drawing: Drawing) => SVGElement[]}
 */
export function drawStrip(drawing) {
  const { picture, data, rows, plot } = drawing;
  const strip = svg("g", { role: "group", "aria-label": "Events by day" }, picture);
  svg("line", { x1: plot.left, x2: plot.left + plot.width, y1: rows.strip, y2: rows.strip, class: "bw-t-axis" }, strip);
  text(strip, 0, rows.strip - SIDE + 9, data.laneWords[0], "bw-t-lane bw-attack");
  text(strip, 0, rows.strip + SIDE - 1, data.laneWords[1], "bw-t-lane bw-answer");
  return data.isHistogram ? drawBars(strip, drawing) : drawDots(strip, drawing);
}

/** @type {(data: TimelineData, dot: TimelineDot) => string} */
function fading({ period }, [start, end]) {
  return period && (end < period[0] || start >= period[1]) ? " bw-faded" : "";
}

/** @type {(strip: Element, drawing: Drawing) => SVGElement[]} */
function drawDots(strip, { data, rows, dayX }) {
  const expanded = data.dots.flatMap((dot) => Array.from({ length: dot[3] }, () => dot));
  const isAnswer = (/** @type {TimelineDot} */ [, , group]) => group === "answer";
  const lanes = [expanded.filter((dot) => !isAnswer(dot)), expanded.filter(isAnswer)];
  const places = lanes.map((lane) => lane.map(([start]) => dayX(start + 0.5)));
  const { radius, levels } = fittingDots(places);
  const dotAt = (/** @type {TimelineDot} */ dot, /** @type {number} */ side, /** @type {number} */ n) => {
    const away = radius + 1.5 + 2 * radius * levels[side][n];
    const circle = { cx: places[side][n], cy: rows.strip + (side ? away : -away), r: radius };
    return drawDot(strip, data, dot, circle);
  };
  return lanes.flatMap((lane, side) => lane.map((dot, n) => dotAt(dot, side, n)));
}

/** @type {(strip: Element, data: TimelineData, dot: TimelineDot, circle: Record<string, number>) => SVGElement} */
function drawDot(strip, data, dot, circle) {
  const [start, end, group, , id, words] = dot;
  const selected = id !== "" && id === data.selected ? " bw-on" : "";
  const span = end > start ? " bw-t-span" : "";
  const made = svg("circle", { ...circle, class: `bw-t-dot bw-${group}${fading(data, dot)}${selected}${span}` }, strip);
  Object.assign(made.dataset, { event: id, words, start: String(start), end: String(end) });
  return made;
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

// The bars of the groups above the axis are stacked.
/** @type {(strip: Element, drawing: Drawing) => SVGElement[]} */
function drawBars(strip, { data, rows, dayX }) {
  const tops = /** @type {Map<string, number>} */ (new Map());
  const bases = data.dots.map(([start, , group, events]) => {
    const side = `${start} ${group === "answer"}`;
    const base = tops.get(side) ?? 0;
    tops.set(side, base + events);
    return base;
  });
  const pixels = (SIDE - 4) / Math.max(...tops.values(), 1);
  return data.dots.map((dot, n) => {
    const [start, end, group, events] = dot;
    const height = Math.max(events * pixels, 1);
    const base = bases[n] * pixels;
    const y = group === "answer" ? rows.strip + base : rows.strip - base - height;
    const size = { x: dayX(start), y, width: Math.max(dayX(end + 1) - dayX(start), 0.5), height };
    const made = svg("rect", { ...size, class: `bw-t-bin bw-${group}${fading(data, dot)}` }, strip);
    Object.assign(made.dataset, { start: String(start), end: String(end) });
    return made;
  });
}
