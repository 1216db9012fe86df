// What people do with the chart: point, click, tap, and all of it by keyboard.
import { addHandles, drag } from "./period.js";
import { at, daysInWords, isoDay, nearestDays } from "./scale.js";
import { SIDE } from "./strip.js";
import { svg } from "./svg.js";
import { explain, hideTip, point, showTip } from "./tip.js";

const TOP = 16;
const NEAR = { mouse: 7, touch: 22, pen: 12 }; // pixels from a dot within which a press means it

/** @type {(box: TimelineBox, picture: SVGSVGElement, places: Places) => void} */
export function listen(box, picture, places) {
  addMonths(box, places);
  addDots(box, places);
  addDays(box, places);
  addHandles(box, picture, places);
  addFacts(box, picture);
  drag(box, picture, places);
  picture.addEventListener("click", (event) => pressNear(box, picture, places, /** @type {PointerEvent} */ (event)));
}

// Marks of the context may lie over each other: the tooltip has the words of all of them.
/** @type {(box: TimelineBox, picture: SVGSVGElement) => void} */
function addFacts(box, picture) {
  const marks = [.../** @type {NodeListOf<SVGElement>} */ (picture.querySelectorAll(".bw-t-fact"))];
  for (const mark of marks) {
    mark.addEventListener("pointerenter", ({ clientX }) => {
      const pointed = marks.filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return one === mark || (left - 3 <= clientX && clientX <= right + 3);
      });
      showTip(box, mark, `Context\n${pointed.map((one) => one.dataset.words ?? "").join("\n")}`);
    });
    mark.addEventListener("pointerleave", () => hideTip(box));
  }
}

// A press beside a dot opens the nearest one: a dot is smaller than a finger.
/** @type {(box: TimelineBox, picture: SVGSVGElement, places: Places, press: PointerEvent) => void} */
function pressNear(box, picture, { dots, rows }, { clientX, clientY, pointerType, target }) {
  const isDot = /** @type {Element} */ (target).closest(".bw-t-dot, .bw-t-fact");
  if (isDot || box.dragged || clientY - picture.getBoundingClientRect().top < rows.ticks + 4) return;
  const far = (/** @type {SVGElement} */ dot) => {
    const { left, top, width, height } = dot.getBoundingClientRect();
    return Math.hypot(left + width / 2 - clientX, top + height / 2 - clientY);
  };
  const [nearest] = [...dots].sort((a, b) => far(a) - far(b));
  const reach = NEAR[/** @type {keyof typeof NEAR} */ (pointerType)] ?? NEAR.mouse;
  if (nearest && far(nearest) <= reach) box.send("event", nearest.dataset.event ?? "");
}

// A month is a button over its columns: it names its figures, a press picks it, arrows lead to its neighbours.
/** @type {(box: TimelineBox, places: Places) => void} */
function addMonths(box, places) {
  const used = box.data.months.filter(({ words }) => words);
  const pick = (/** @type {string} */ name) => box.send("month", name === box.data.month ? "" : name);
  const made = used.map((month) => {
    const rect = monthButton(box, places, month);
    rect.addEventListener("click", () => box.dragged || pick(month.name));
    return rect;
  });
  let anchor = -1; // where a range of months began
  rove(made, box.focused, (n, key, shift) => {
    const [first, last] = anchor < 0 ? [n, n] : [Math.min(anchor, n), Math.max(anchor, n)];
    if (key === "Escape" && anchor < 0) {
      if (!box.data.month) return false;
      box.send("month", "");
    }
    if (key === "Enter" || key === " ") {
      if (first === last) pick(used[n].name);
      else box.send("months", [used[first].name, used[last].name]);
    }
    if (!shift) anchor = -1;
    else if (anchor < 0 && key.startsWith("Arrow")) anchor = n;
    markRange(made, anchor, n);
    return true;
  });
}

/** @type {(box: TimelineBox, places: Places, month: TimelineMonth) => SVGElement} */
function monthButton(box, { months, x, rows }, { name, left, right, words }) {
  const size = { x: x(left), y: TOP, width: Math.max(x(right) - x(left), 1), height: rows.ticks - TOP };
  const rect = svg("rect", { ...size, class: "bw-t-month", "aria-pressed": String(name === box.data.month) }, months);
  makeButton(rect, name, words);
  explain(box, rect, { month: name, event: "" }, () => words);
  return rect;
}

/** @type {(element: SVGElement, id: string, words: string) => void} */
function makeButton(element, id, words) {
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", words.replaceAll("\n", ", "));
  element.dataset.focus = id;
}

/** @type {(months: SVGElement[], anchor: number, n: number) => void} */
function markRange(months, anchor, n) {
  const [first, last] = [Math.min(anchor, n), Math.max(anchor, n)];
  months.forEach((month, m) => month.classList.toggle("bw-range", anchor >= 0 && first <= m && m <= last));
}

// Dots of single events open them.
/** @type {(box: TimelineBox, places: Places) => void} */
function addDots(box, { dots }) {
  for (const dot of dots) {
    const { event: id = "", words = "", start } = dot.dataset;
    explain(box, dot, { month: monthOf(Number(start)), event: id }, () => words);
    makeButton(dot, id, words);
    dot.addEventListener("click", () => box.dragged || box.send("event", id));
  }
  const inOrder = [...dots].sort((a, b) => Number(a.dataset.start) - Number(b.dataset.start));
  rove(inOrder, box.focused, (n, key) => {
    if (key === "Enter" || key === " ") box.send("event", inOrder[n].dataset.event ?? "");
    return key !== "Escape";
  });
}

/** @type {(day: number) => string} */
const monthOf = (day) => isoDay(day).slice(0, 7);

// Where dots and bars open no event, the tooltip names the days under the pointer and their events; a mark shows the days.
/** @type {(box: TimelineBox, places: Places) => void} */
function addDays(box, { plot, x, rows, days }) {
  const { dots, stretches } = box.data;
  if (!dots.length || dots.some(([, , , , id]) => id)) return;
  const strip = { y: rows.strip - SIDE, height: 2 * SIDE };
  const area = svg("rect", { x: plot.left, width: plot.width, ...strip, class: "bw-t-days" }, days);
  const mark = svg("rect", { ...strip, width: 0, class: "bw-t-here" }, days);
  let shown = "";
  const leave = () => {
    shown = "";
    mark.setAttribute("width", "0");
    point({ month: "", event: "" });
    hideTip(box);
  };
  area.addEventListener("pointermove", ({ clientX }) => {
    const share = (clientX - area.getBoundingClientRect().left) / plot.width;
    const found = nearestDays(stretches, dots, share, NEAR.mouse / plot.width);
    if (String(found) === shown) return;
    if (!found) return leave();
    shown = String(found);
    const [start, end] = found;
    mark.setAttribute("x", String(x(at(stretches, start))));
    mark.setAttribute("width", String(Math.max(x(at(stretches, end + 1)) - x(at(stretches, start)), 1)));
    point({ month: monthOf(start), event: "" });
    showTip(box, mark, daysOf(box, start, end));
  });
  area.addEventListener("pointerleave", leave);
}

// The days of a dot or a bar, and the number of events that begin on them, by group of sides.
/** @type {(box: TimelineBox, start: number, end: number) => string} */
function daysOf(box, start, end) {
  const lines = Object.entries(box.data.groupWords).flatMap(([group, words]) => {
    const same = box.data.dots.filter((dot) => dot[0] === start && dot[1] === end && dot[2] === group);
    const events = same.reduce((sum, dot) => sum + dot[3], 0);
    return events ? [`${events.toLocaleString("en")} ${words[Number(events !== 1)]}`] : [];
  });
  return [daysInWords(start, end), ...lines].join("\n");
}

/**
 * One of the elements takes the focus of the keyboard; arrows, Home and End move it. `press` returns whether it used a key.
 * @type {(elements: SVGElement[], focused: string, press: (n: number, key: string, shift: boolean) => boolean) => void}
 */
function rove(elements, focused, press) {
  const start = Math.max(elements.findIndex(({ dataset }) => dataset.focus === focused), 0);
  elements.forEach((element, n) => {
    element.setAttribute("tabindex", n === start ? "0" : "-1");
    element.addEventListener("keydown", (event) => {
      const moves = /** @type {Record<string, number>} */ ({
        ArrowLeft: n - 1, ArrowUp: n - 1, ArrowRight: n + 1, ArrowDown: n + 1, Home: 0, End: elements.length - 1,
      });
      const target = moves[event.key];
      if (target === undefined && !["Enter", " ", "Escape"].includes(event.key)) return;
      const isUsed = press(n, event.key, event.shiftKey);
      if (!isUsed) return;
      event.preventDefault();
      event.stopPropagation();
      if (target === undefined) return;
      const next = Math.min(Math.max(target, 0), elements.length - 1);
      elements.forEach((one, m) => one.setAttribute("tabindex", m === next ? "0" : "-1"));
      elements[next].focus();
      press(next, "", event.shiftKey);
    });
  });
}
