// Draws the columns of the chart: up and down from one axis with a grid, or in a lane for each party.
import { gridStep } from "./scale.js";
import { classOf, svg, text } from "./svg.js";

export const LANE = 52;
export const TIP = 8; // the open end of a column
const NUMBER = 14; // the height of a number of the axis
const GAP = 1.5;

/** @type {(drawing: Drawing) => void} */
export function drawColumns(drawing) {
  const { picture, data, x } = drawing;
  svg("defs", {}, picture).append(...data.kinds.map(hatching));
  drawAxes(drawing);
  for (const column of data.columns) {
    const { name, left, right } = data.months[column.month];
    const className = column.faded ? "bw-t-column bw-faded" : "bw-t-column";
    const group = svg("g", { class: className, "data-month": name }, picture);
    const sides = { from: x(left) + GAP / 2, to: x(right) - GAP / 2 };
    drawBlocks(group, drawing, column, sides);
    if (column.open) drawRoof(group, drawing, column, sides);
  }
}

/** @type {(kind: string) => string} */
const hatchOf = (kind) => `${classOf(kind)}-hatch`;

/** @type {(kind: string) => SVGElement} */
function hatching(kind) {
  const pattern = svg("pattern", {
    id: hatchOf(kind), width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  svg("line", { x1: 0, y1: 0, x2: 0, y2: 5, class: `bw-t-line ${classOf(kind)}` }, pattern);
  return pattern;
}

/** @type {(drawing: Drawing) => void} */
function drawAxes(drawing) {
  for (const y of drawing.rows.axes) drawLine(drawing, y, "bw-t-axis");
  if (!drawing.data.lanes.length) drawGrid(drawing);
}

/** @type {(drawing: Drawing) => void} */
function drawGrid(drawing) {
  const { picture, data: { heights }, rows, plot } = drawing;
  const [up, down] = heights;
  const step = gridStep(Math.max(up, down), NUMBER / rows.scale);
  const number = (/** @type {number} */ y, /** @type {number} */ value) => {
    text(picture, plot.left - 6, y + 4, value.toLocaleString("en"), "bw-t-number", "end");
  };
  for (const [height, sign] of [[up, -1], [down, 1]]) {
    for (let value = step; value <= height; value += step) {
      const y = rows.axes[0] + sign * value * rows.scale;
      drawLine(drawing, y, "bw-t-grid");
      number(y, value);
    }
  }
  if (up + down) number(rows.axes[0], 0);
}

/** @type {(drawing: Drawing, y: number, className: string) => void} */
function drawLine({ picture, plot }, y, className) {
  svg("line", { x1: plot.left, x2: plot.left + plot.width, y1: y, y2: y, class: className }, picture);
}

/** @type {(group: Element, drawing: Drawing, column: TimelineColumn, sides: { from: number, to: number }) => void} */
function drawBlocks(group, { data, rows }, { lane, up, blocks }, { from, to }) {
  const pixels = up ? -rows.scale : rows.scale;
  for (const [n, start, stop, certain] of blocks) {
    const [a, b] = [start, stop].map((value) => rows.axes[lane] + value * pixels);
    const size = { x: from, y: Math.min(a, b), width: Math.max(to - from, 1), height: Math.abs(b - a) };
    const kind = data.kinds[n];
    if (certain) svg("rect", { ...size, class: `bw-t-block ${classOf(kind)}` }, group);
    else svg("rect", { ...size, class: `bw-t-more ${classOf(kind)}`, fill: `url(#${hatchOf(kind)})` }, group);
  }
}

// The open roof over a column: the harm may be more.
/** @type {(group: Element, drawing: Drawing, column: TimelineColumn, sides: { from: number, to: number }) => void} */
function drawRoof(group, { data, rows }, { lane, up, blocks }, { from, to }) {
  const sign = up ? -1 : 1;
  const last = blocks[blocks.length - 1];
  const end = last ? last[2] : 0;
  const y = rows.axes[lane] + sign * (end * rows.scale + 2);
  const roof = `M${from},${y} L${(from + to) / 2},${y + sign * (TIP - 3)} L${to},${y}`;
  const colour = last ? ` ${classOf(data.kinds[last[0]])}` : "";
  svg("path", { d: roof, class: `bw-t-open${colour}` }, group);
}
