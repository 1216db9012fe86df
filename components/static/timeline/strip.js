// Draws the strip: each event as a dot at its day, or a histogram where there are too many. Dots that open no event, and
// bars, are one path for all that look the same: an element for each would make every filter slow.
import { stacked } from "./scale.js";
import { svg, text } from "./svg.js";

export const SIDE = 28; // half the height of the strip
const DOT = 4.2;

/**
 * Draw the strip; return its dots that open an event.
 * @type {(drawing: Drawing) => SVGElement[]}
 */
export function drawStrip(drawing) {
  const { picture, data, rows, plot } = drawing;
  const strip = svg("g", { role: "group", "aria-label": "Events by day" }, picture);
  svg("line", { x1: plot.left, x2: plot.left + plot.width, y1: rows.strip, y2: rows.strip, class: "bw-t-axis" }, strip);
  text(strip, 0, rows.strip - SIDE + 9, data.laneWords[0], "bw-t-lane bw-attack");
  text(strip, 0, rows.strip + SIDE - 1, data.laneWords[1], "bw-t-lane bw-answer");
  if (!data.isHistogram) return drawDots(strip, drawing);
  drawBars(strip, drawing);
  return [];
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
  const known = /** @type {SVGElement[]} */ ([]);
  const others = paths(strip);
  lanes.forEach((lane, side) => lane.forEach((dot, n) => {
    const away = radius + 1.5 + 2 * radius * levels[side][n];
    const [cx, cy] = [places[side][n], rows.strip + (side ? away : -away)];
    const [start, end, group, , id] = dot;
    const look = `bw-t-dot bw-${group}${fading(data, dot)}${end > start ? " bw-t-span" : ""}`;
    if (id) known.push(drawDot(strip, data, dot, { cx, cy, r: radius, class: look }));
    else others.add(look, circle(cx, cy, radius));
  }));
  others.draw();
  return known;
}

/** @type {(cx: number, cy: number, r: number) => string} */
const circle = (cx, cy, r) => {
  const half = `a${r},${r} 0 1 0`;
  return `M${(cx - r).toFixed(2)},${cy.toFixed(2)}${half} ${2 * r},0${half} ${-2 * r},0`;
};

/**
 * Shapes that are drawn as one path for each look.
 * @type {(parent: Element) => { add(look: string, shape: string): void, draw(): void }}
 */
function paths(parent) {
  const shapes = /** @type {Map<string, string[]>} */ (new Map());
  return {
    add(look, shape) {
      const found = shapes.get(look) ?? [];
      found.push(shape);
      shapes.set(look, found);
    },
    draw: () => shapes.forEach((found, look) => svg("path", { class: look, d: found.join("") }, parent)),
  };
}

/** @type {(strip: Element, data: TimelineData, dot: TimelineDot, look: Record<string, string | number>) => SVGElement} */
function drawDot(strip, data, [start, , , , id, words], look) {
  const made = svg("circle", look, strip);
  made.classList.toggle("bw-on", id === data.selected);
  Object.assign(made.dataset, { event: id, words, start: String(start) });
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
/** @type {(strip: Element, drawing: Drawing) => void} */
function drawBars(strip, { data, rows, dayX }) {
  const tops = /** @type {Map<string, number>} */ (new Map());
  const bases = data.dots.map(([start, , group, events]) => {
    const side = `${start} ${group === "answer"}`;
    const base = tops.get(side) ?? 0;
    tops.set(side, base + events);
    return base;
  });
  const pixels = (SIDE - 4) / Math.max(...tops.values(), 1);
  const bars = paths(strip);
  data.dots.forEach((dot, n) => {
    const [start, end, group, events] = dot;
    const height = Math.max(events * pixels, 1);
    const base = bases[n] * pixels;
    const y = group === "answer" ? rows.strip + base : rows.strip - base - height;
    const [x, width] = [dayX(start), Math.max(dayX(end + 1) - dayX(start), 0.5)];
    const [w, h] = [width, height].map((side) => side.toFixed(2));
    bars.add(`bw-t-bin bw-${group}${fading(data, dot)}`, `M${x.toFixed(2)},${y.toFixed(2)}h${w}v${h}h-${w}z`);
  });
  bars.draw();
}
