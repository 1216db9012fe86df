// The keys of the chart: each group of sides with what is drawn of it, which filters by it, and how columns are drawn.
import { classOf } from "./svg.js";

/** @type {(name: string, className: string, words?: string) => HTMLElement} */
function html(name, className, words = "") {
  return Object.assign(document.createElement(name), { className, textContent: words });
}

/**
 * Return the row of keys. A click shows a group only, with Shift it is added to the others; again, it is left out.
 * @type {(box: TimelineBox) => HTMLElement}
 */
export function keysOf(box) {
  const row = html("div", "bw-t-keys");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Key; each filters by who struck");
  row.append(...box.data.keys.map((key) => button(box, key)), ...ways(box.data));
  return row;
}

/** @type {(box: TimelineBox, key: TimelineKey) => HTMLElement} */
function button(box, { group, sides, words, kinds, chosen, leftOut }) {
  const made = html("button", leftOut ? "bw-t-key bw-left-out" : "bw-t-key");
  Object.assign(made, { type: "button", title: "Click: only these. Shift and click: these too." });
  made.dataset.focus = `key ${group}`;
  made.setAttribute("aria-pressed", String(chosen));
  const drawn = leftOut || !kinds.length ? [[group, ""]] : kinds;
  const swatches = drawn.flatMap(([kind, harm]) => [html("span", `bw-t-swatch ${classOf(kind)}`), harm]);
  const isNamed = drawn.some(([, harm]) => harm);
  made.append(...(isNamed ? [html("b", "", words), ...swatches] : [...swatches, html("b", "", words)]));
  if (!kinds.length) made.classList.add("bw-only-dots");
  made.addEventListener("click", (event) => box.send("side", [sides, event.shiftKey]));
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.shiftKey) return;
    event.preventDefault();
    box.send("side", [sides, true]);
  });
  return made;
}

/** @type {(data: TimelineData) => HTMLElement[]} */
function ways({ columns, measured }) {
  const blocks = columns.flatMap((column) => column.blocks);
  const isOpen = columns.some(({ open, blocks: drawn }) => open && drawn.length);
  const isPossible = blocks.some(([, , , isCertain]) => !isCertain);
  if (measured === "events" || !(isOpen || isPossible)) return [];
  const found = [["certain", "at least"]];
  if (isPossible) found.push(["possible", "up to"]);
  if (isOpen) found.push(["open", "or more"]);
  return found.map(([way, words]) => {
    const made = html("span", "bw-t-way");
    made.append(html("span", `bw-t-swatch bw-t-${way}`), words);
    return made;
  });
}
