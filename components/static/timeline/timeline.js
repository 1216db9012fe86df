// The chart of time as a component of the page: drawn again when its data or its width change, with tooltip, mouse,
// fingers and keyboard.
import { connect } from "../widgets/clicks.js";
import { listen } from "./acts.js";
import { draw } from "./drawing.js";
import { keysOf } from "./keys.js";
import { svg } from "./svg.js";
import { unpack } from "./unpack.js";

const PAPER = 690; // the width of the chart on paper, in pixels: as that of the map

/** @param {Component<PackedTimeline>} component */
export default function (component) {
  const { data, parentElement } = component;
  const box = /** @type {TimelineBox | null} */ (parentElement.querySelector(".bw-timeline")) ?? mount(parentElement);
  connect(box, component, "act");
  if (data.chart === box.shown) return;
  box.shown = data.chart;
  box.setAttribute("aria-busy", "true");
  unpack(data.chart).then((chart) => {
    if (data.chart !== box.shown) return; // a newer one has come
    box.data = chart;
    redraw(box, box.clientWidth);
    box.removeAttribute("aria-busy");
  });
}

/** @type {(parent: HTMLElement) => TimelineBox} */
function mount(parent) {
  const tip = Object.assign(document.createElement("div"), { className: "bw-t-tip", hidden: true });
  const state = { className: "bw-timeline", shown: "", focused: "", tip };
  const div = /** @type {unknown} */ (Object.assign(document.createElement("div"), state));
  const box = /** @type {TimelineBox} */ (div);
  parent.append(box);
  box.addEventListener("focusin", ({ target }) => {
    box.focused = /** @type {HTMLElement | SVGElement} */ (target).dataset.focus ?? "";
  });
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(box.clientWidth - width) < 1 || !box.data) return;
    width = box.clientWidth;
    redraw(box, width);
  }).observe(box);
  return box;
}

// One listener for all charts: the page draws a new one after each visit to the slide.
const boxes = () => /** @type {NodeListOf<TimelineBox>} */ (document.querySelectorAll(".bw-timeline"));
addEventListener("beforeprint", () => boxes().forEach((box) => redraw(box, PAPER)));
addEventListener("afterprint", () => boxes().forEach((box) => redraw(box, box.clientWidth)));
addEventListener("basewatch-point-map", (event) => {
  const ids = /** @type {CustomEvent<string[]>} */ (event).detail;
  for (const box of boxes()) {
    box.classList.toggle("bw-pointed", ids.length > 0);
    for (const dot of /** @type {NodeListOf<SVGElement>} */ (box.querySelectorAll(".bw-t-dot"))) {
      dot.classList.toggle("bw-meant", ids.includes(dot.dataset.event ?? ""));
    }
  }
});

/** @type {(box: TimelineBox, width: number) => void} */
function redraw(box, width) {
  if (!width || !box.data) return;
  const canvas = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  canvas.font = `12px ${getComputedStyle(box).fontFamily}`;
  const measure = (/** @type {string} */ words) => canvas.measureText(words).width;
  const picture = /** @type {SVGSVGElement} */ (svg("svg", { class: "bw-t-picture", role: "group" }));
  picture.setAttribute("aria-label", box.data.alt);
  const places = draw(picture, box.data, width, measure);
  const isFocused = box.contains(document.activeElement);
  box.tip.hidden = true;
  box.replaceChildren(keysOf(box), picture, box.tip);
  listen(box, picture, places);
  if (!isFocused) return;
  const focused = box.querySelector(`[data-focus="${CSS.escape(box.focused)}"]`);
  /** @type {SVGElement | null} */ (focused)?.focus({ preventScroll: true });
}
