// What people do with the chart: point, click, drag, tap, and all of it by keyboard.
import { svg } from "./drawing.js";
import { at, dayAt, daysInWords, isoDay } from "./scale.js";

const TOP = 16;
const DRAGGED = 5; // pixels after which a press is a drag
const HANDLE = 12;
const NEAR = { mouse: 7, touch: 22, pen: 12 }; // pixels from a dot within which a press means it
const SETTLED_MS = 700;
const POINTED = "basewatch-point"; // the map listens to it in the page around its frame

/** @type {(box: TimelineBox, picture: SVGSVGElement, places: Places) => void} */
export function listen(box, picture, places) {
  addMonths(box, places);
  addDots(box, places);
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
  const [nearest] = dots.filter((dot) => dot.dataset.event).sort((a, b) => far(a) - far(b));
  const reach = NEAR[/** @type {keyof typeof NEAR} */ (pointerType)] ?? NEAR.mouse;
  if (nearest && far(nearest) <= reach) box.send("event", nearest.dataset.event ?? "");
}

// A month is a button over its columns: it names its figures, a press picks it, arrows lead to its neighbours.
/** @type {(box: TimelineBox, places: Places) => void} */
function addMonths(box, { months: group, x, rows }) {
  const { months, month: picked } = box.data;
  const used = months.filter(({ words }) => words);
  const made = used.map(({ name, left, right, words }) => {
    const rect = svg("rect", {
      x: x(left), y: TOP, width: Math.max(x(right) - x(left), 1), height: rows.ticks - TOP, class: "bw-t-month",
      role: "button", "aria-label": words.replaceAll("\n", ", "), "aria-pressed": String(name === picked), "data-focus": name,
    }, group);
    rect.addEventListener("pointerenter", () => {
      point({ month: name });
      showTip(box, rect, words);
    });
    rect.addEventListener("pointerleave", () => {
      point({});
      hideTip(box);
    });
    rect.addEventListener("focus", () => {
      point({ month: name });
      showTip(box, rect, words);
    });
    rect.addEventListener("blur", () => {
      point({});
      hideTip(box);
    });
    rect.addEventListener("click", () => box.dragged || box.send("month", name === picked ? "" : name));
    return rect;
  });
  let anchor = -1;
  rove(made, box.focused, (n, key, shift) => {
    if (key === "Escape") {
      if (anchor < 0 && !picked) return false;
      if (anchor < 0) box.send("month", "");
    }
    if (key === "Enter" || key === " ") {
      const [from, to] = anchor < 0 ? [n, n] : [Math.min(anchor, n), Math.max(anchor, n)];
      if (from === to) box.send("month", used[n].name === picked ? "" : used[n].name);
      else box.send("months", [used[from].name, used[to].name]);
    }
    if (!shift) anchor = -1;
    else if (anchor < 0 && key.startsWith("Arrow")) anchor = n;
    made.forEach((rect, m) => rect.classList.toggle("bw-range", anchor >= 0 && m >= Math.min(anchor, n) && m <= Math.max(anchor, n)));
    return true;
  });
}

// Dots of single events open them; others, and the bars of a histogram, name their days and their number of events.
/** @type {(box: TimelineBox, places: Places) => void} */
function addDots(box, { dots }) {
  const known = dots.filter((dot) => dot.dataset.event).sort((a, b) => Number(a.dataset.start) - Number(b.dataset.start));
  for (const dot of dots) {
    const { event: id = "", words = "", start } = dot.dataset;
    const month = isoDay(Number(start)).slice(0, 7);
    const enter = () => {
      point({ month, event: id });
      showTip(box, dot, words || daysOf(box, dot));
    };
    const leave = () => {
      point({});
      hideTip(box);
    };
    dot.addEventListener("pointerenter", enter);
    dot.addEventListener("pointerleave", leave);
    if (!id) continue;
    for (const [name, value] of Object.entries({ role: "button", "aria-label": words.replaceAll("\n", ", "), "data-focus": id })) {
      dot.setAttribute(name, value);
    }
    dot.addEventListener("focus", enter);
    dot.addEventListener("blur", leave);
    dot.addEventListener("click", () => box.dragged || box.send("event", id));
  }
  rove(known, box.focused, (n, key) => {
    if (key === "Enter" || key === " ") box.send("event", known[n].dataset.event ?? "");
    return key !== "Escape";
  });
}

// The days of a dot or a bar, and the number of events that begin on them, by group of sides.
/** @type {(box: TimelineBox, dot: SVGElement) => string} */
function daysOf(box, { dataset }) {
  const [start, end] = [Number(dataset.start), Number(dataset.end)];
  const lines = Object.entries(box.data.groupWords).flatMap(([group, words]) => {
    const events = box.data.dots.reduce((sum, dot) => sum + (dot[0] === start && dot[1] === end && dot[2] === group ? dot[3] : 0), 0);
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

// A drag of the mouse over the columns sets the period to whole months, over the strip to days. Fingers scroll the page:
// they set the period by the handles.
/** @type {(box: TimelineBox, picture: SVGSVGElement, places: Places) => void} */
function drag(box, picture, { plot, x, rows }) {
  const { stretches, months } = box.data;
  const share = (/** @type {PointerEvent} */ { clientX }) => {
    const left = picture.getBoundingClientRect().left + plot.left;
    return Math.min(Math.max((clientX - left) / plot.width, 0), 1);
  };
  picture.addEventListener("pointerdown", (down) => {
    if (down.pointerType !== "mouse" || down.button || /** @type {Element} */ (down.target).closest(".bw-t-handle")) return;
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
function addHandles(box, picture, { plot, x, rows, handles }) {
  const { stretches, period, handleWords } = box.data;
  const first = stretches[0][0];
  const last = stretches[stretches.length - 1][1];
  const days = period ? [Math.max(period[0], first), Math.min(period[1], last)] : [first, last];
  handleWords.forEach((words, n) => {
    const handle = svg("g", { class: "bw-t-handle", tabindex: 0, role: "slider", "aria-label": words, "data-focus": words }, handles);
    svg("rect", { x: -HANDLE, y: -22, width: 2 * HANDLE, height: 44, class: "bw-t-grip" }, handle);
    svg("rect", { x: -2.5, y: -18, width: 5, height: 36, rx: 2.5, class: "bw-t-bar" }, handle);
    const day = () => days[n] - n; // the second handle stands at the end of the last day
    const place = () => {
      handle.setAttribute("transform", `translate(${x(at(stretches, days[n]))} ${rows.strip})`);
      for (const [name, value] of Object.entries({ valuemin: first, valuemax: last, valuenow: day(), valuetext: isoDay(day()) })) {
        handle.setAttribute(`aria-${name}`, String(value));
      }
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
      const left = picture.getBoundingClientRect().left + plot.left;
      set(dayAt(stretches, (clientX - left) / plot.width) + n);
    }, apply);
    let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    handle.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 30 : 1;
      const moves = /** @type {Record<string, number>} */ ({ ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step });
      if (moves[event.key] === undefined) return;
      event.preventDefault();
      set(days[n] + moves[event.key]);
      clearTimeout(timer);
      timer = setTimeout(apply, SETTLED_MS);
    });
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

/** @type {(pointed: { month?: string, event?: string }) => void} */
function point(pointed) {
  dispatchEvent(new CustomEvent(POINTED, { detail: { month: "", event: "", ...pointed } }));
}

// The tooltip stands beside what it explains, above or below it where there is no room: never over it.
/** @type {(box: TimelineBox, element: Element, words: string) => void} */
function showTip(box, element, words) {
  const [head, ...lines] = words.split("\n");
  const strong = Object.assign(document.createElement("strong"), { textContent: head, dir: "auto" });
  box.tip.replaceChildren(strong, ...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line, dir: "auto" })));
  box.tip.hidden = false;
  const frame = box.getBoundingClientRect();
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = box.tip;
  const isRight = right + 8 + wide <= frame.right;
  const isLeft = left - 8 - wide >= frame.left;
  if (isRight || isLeft) {
    box.tip.style.left = `${isRight ? right + 8 - frame.left : left - 8 - wide - frame.left}px`;
    box.tip.style.top = `${Math.max(Math.min(top, innerHeight - high - 8), 0) - frame.top}px`;
  } else {
    box.tip.style.left = `${Math.max(Math.min(left - frame.left, frame.width - wide), 0)}px`;
    box.tip.style.top = `${(top - high - 8 >= 0 ? top - high - 8 : bottom + 8) - frame.top}px`;
  }
}

/** @type {(box: TimelineBox) => void} */
function hideTip(box) {
  box.tip.hidden = true;
}
