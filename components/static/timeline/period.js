// The period is set on the chart: by a drag of the mouse, or by two handles, which fingers and keys move too.
import { at, dayAt, isoDay } from "./scale.js";
import { svg } from "./svg.js";
import { hideTip, showTip } from "./tip.js";

const TOP = 16;
const DRAGGED = 5; // pixels after which a press is a drag
const HANDLE = 12;
const SETTLED_MS = 700;

// A drag of the mouse over the columns sets the period to whole months, over the strip to days. Fingers scroll the page:
// they set the period by the handles.
/** @type {(box: TimelineBox, picture: SVGSVGElement, places: Places) => void} */
export function drag(box, picture, { plot, x, rows }) {
  const { stretches } = box.data;
  const share = (/** @type {PointerEvent} */ { clientX }) => {
    const left = picture.getBoundingClientRect().left + plot.left;
    return Math.min(Math.max((clientX - left) / plot.width, 0), 1);
  };
  picture.addEventListener("pointerdown", (down) => {
    const isOnHandle = /** @type {Element} */ (down.target).closest(".bw-t-handle");
    if (down.pointerType !== "mouse" || down.button || isOnHandle) return;
    const start = share(down);
    const inStrip = down.clientY - picture.getBoundingClientRect().top > rows.ticks + 20;
    let band = /** @type {SVGElement | null} */ (null);
    box.dragged = false;
    const move = (/** @type {PointerEvent} */ event) => {
      if (!band && Math.abs(event.clientX - down.clientX) < DRAGGED) return;
      event.preventDefault();
      band ??= svg("rect", { y: TOP, height: rows.bottom - TOP, class: "bw-t-band" }, picture);
      box.dragged = true;
      const [from, to] = [start, share(event)].sort((a, b) => a - b);
      band.setAttribute("x", String(x(from)));
      band.setAttribute("width", String(Math.max(x(to) - x(from), 1)));
    };
    const up = (/** @type {PointerEvent} */ event) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      setTimeout(() => (box.dragged = false));
      if (!band) return;
      band.remove();
      const [from, to] = [start, share(event)].sort((a, b) => a - b);
      const days = [dayAt(stretches, from), dayAt(stretches, to)];
      if (inStrip) box.send("period", days.map(isoDay));
      else box.send("months", days.map((day) => isoDay(day).slice(0, 7)));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  });
}

// Two handles at the ends of the period; without a period, at the ends of the axis.
/** @type {(box: TimelineBox, picture: SVGSVGElement, places: Places) => void} */
export function addHandles(box, picture, places) {
  const { stretches, period, handleWords } = box.data;
  const first = stretches[0][0];
  const last = stretches[stretches.length - 1][1];
  const days = period ? [Math.max(period[0], first), Math.min(period[1], last)] : [first, last];
  handleWords.forEach((words, n) => {
    const handle = drawHandle(words, places.handles);
    const day = () => days[n] - n; // the second handle is at the end of the last day
    const place = () => {
      const x = places.x(at(stretches, days[n]));
      handle.setAttribute("transform", `translate(${x} ${places.rows.strip})`);
      nameValue(handle, first, last, day());
    };
    const set = (/** @type {number} */ to) => {
      const [low, high] = n ? [days[0] + 1, last] : [first, days[1] - 1];
      days[n] = Math.min(Math.max(to, low), high);
      place();
      showTip(box, handle, `${words} ${isoDay(day())}`);
    };
    const apply = () => {
      hideTip(box);
      box.send("period", [isoDay(days[0]), isoDay(days[1] - 1)]);
    };
    place();
    dragHandle(box, handle, (clientX) => {
      const left = picture.getBoundingClientRect().left + places.plot.left;
      set(dayAt(stretches, (clientX - left) / places.plot.width) + n);
    }, apply);
    pressHandle(handle, (step) => set(days[n] + step), apply);
  });
}

/** @type {(words: string, parent: Element) => SVGElement} */
function drawHandle(words, parent) {
  const named = { role: "slider", "aria-label": words, "data-focus": words };
  const handle = svg("g", { class: "bw-t-handle", tabindex: 0, ...named }, parent);
  svg("rect", { x: -HANDLE, y: -22, width: 2 * HANDLE, height: 44, class: "bw-t-grip" }, handle);
  svg("rect", { x: -2.5, y: -18, width: 5, height: 36, rx: 2.5, class: "bw-t-bar" }, handle);
  return handle;
}

/** @type {(handle: SVGElement, first: number, last: number, day: number) => void} */
function nameValue(handle, first, last, day) {
  for (const [name, value] of Object.entries({ min: first, max: last, now: day, text: isoDay(day) })) {
    handle.setAttribute(`aria-value${name}`, String(value));
  }
}

// An arrow moves a handle by a day, with Shift by 30; a while after the last one the period is set.
/** @type {(handle: SVGElement, move: (step: number) => void, end: () => void) => void} */
function pressHandle(handle, move, end) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  handle.addEventListener("keydown", (event) => {
    const isBack = event.key === "ArrowLeft" || event.key === "ArrowDown";
    if (!isBack && event.key !== "ArrowRight" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const step = event.shiftKey ? 30 : 1;
    move(isBack ? -step : step);
    clearTimeout(timer);
    timer = setTimeout(end, SETTLED_MS);
  });
}

/** @type {(box: TimelineBox, handle: SVGElement, move: (clientX: number) => void, end: () => void) => void} */
function dragHandle(box, handle, move, end) {
  let isMoved = false;
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    isMoved = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    isMoved = true;
    move(event.clientX);
  });
  handle.addEventListener("pointerup", () => {
    if (!isMoved) return;
    box.dragged = true;
    setTimeout(() => (box.dragged = false));
    end();
  });
}
