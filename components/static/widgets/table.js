// The table of the newest events, and the list of bases: a click on a head sorts it, a click on a row selects its event or
// opens its card. All content is set as text, never as HTML.
import { connect } from "./clicks.js";
import { copy, tabSeparated } from "./copy.js";
import { element } from "./elements.js";

const NUMBER = /[\d,]+/;
const NUMBERS = ["killed", "wounded", "sources", "attacks", "intercepted"];

/** @param {Component<EventsData>} component */
export default function (component) {
  const { data, parentElement } = component;
  const mounted = /** @type {EventsTable | null} */ (parentElement.querySelector(".bw-events"));
  const table = mounted ?? mount(parentElement, data.heads);
  const moved = data.selected !== table.selected || data.month !== table.month;
  connect(table, component, "act");
  const sorts = table.pending.filter(([, kind]) => kind === "sort");
  const { rows: unsorted, selected, month, ranks, first } = data;
  Object.assign(table, { unsorted, selected, month, ranks, first, order: sorts.at(-1)?.[2] ?? data.order });
  summarise(table, data);
  fill(table);
  if (moved) follow(table);
}

/** @type {(parent: HTMLElement, heads: Head[]) => EventsTable} */
function mount(parent, heads) {
  const box = element("div", "bw-events-box");
  const state = { keys: heads.map(([, , key]) => key) };
  const table = Object.assign(/** @type {EventsTable} */ (element("table", "bw-events")), state);
  table.createTHead().append(head(table, heads));
  // A click at the end of selecting text selects no event.
  table.createTBody().onclick = ({ target }) => {
    const row = target instanceof Element ? target.closest("tr") : null;
    const id = row?.dataset.event;
    if (id !== undefined && getSelection()?.isCollapsed) table.send("select", id === table.selected ? "" : id);
  };
  box.append(table);
  parent.append(above(table), box);
  return table;
}

// The line above the table: its figures, and the button that copies it.
/** @type {(table: EventsTable) => HTMLElement} */
function above(table) {
  const line = element("div", "bw-events-line");
  table.figures = element("p", "bw-note");
  const button = Object.assign(element("button", "", "Copy table"), { type: "button", title: "Copy all rows as text" });
  const done = element("span", "bw-note");
  done.setAttribute("role", "status");
  button.onclick = async () => {
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent ?? "");
    const isCopied = await copy(tabSeparated(names, sorted(table).map(([, , ...cells]) => cells)));
    done.textContent = isCopied ? "Copied" : "The browser did not allow it";
  };
  button.onblur = () => (done.textContent = "");
  line.append(table.figures, done, button);
  return line;
}

/** @type {(table: EventsTable, data: EventsData) => void} */
function summarise(table, { count, figures }) {
  const lines = figures.map((words) => element("span", "", words));
  table.figures.replaceChildren(element("b", "", count), ...lines);
}

/** @type {(table: EventsTable, heads: Head[]) => HTMLElement} */
function head(table, heads) {
  const row = element("tr", "");
  for (const [name, help, key] of heads) {
    const cell = document.createElement("th");
    cell.className = `bw-${key}`;
    cell.scope = "col";
    const button = element("button", "", name);
    button.title = help;
    button.onclick = () => sort(table, key);
    cell.append(button);
    row.append(cell);
  }
  return row;
}

/** @type {(table: EventsTable, key: string) => void} */
function sort(table, key) {
  table.order = nextOrder(key, table.order, table.first);
  table.send("sort", table.order);
  fill(table);
}

/**
 * The order after a click on the head of a column: one way, then the other, then that in which the table was `first` shown.
 * Numbers begin with the largest.
 * @type {(key: string, before: string, first: string) => string}
 */
export function nextOrder(key, before, first) {
  const ways = [...NUMBERS, "date", "last"].includes(key) ? [`-${key}`, key] : [key, `-${key}`];
  return ways[ways.indexOf(before) + 1] ?? first;
}

/**
 * The rows in an order; those without a value come last. A column whose texts do not sort has others for that, its ranks.
 * @type {(table: Pick<EventsTable, "unsorted" | "keys" | "order" | "ranks">) => TableRow[]}
 */
export function sorted({ unsorted, keys, order, ranks }) {
  const key = order.replace("-", "");
  const isDescending = order !== key;
  if (key === "date") return isDescending ? unsorted : [...unsorted].reverse();
  const column = keys.indexOf(key) + 2;
  const text = (/** @type {TableRow} */ row) => ranks?.[key]?.[row[0]] ?? String(row[column]);
  const number = (/** @type {TableRow} */ row) => Number((text(row).match(NUMBER) ?? ["0"])[0].replaceAll(",", ""));
  const byNumber = (/** @type {TableRow} */ a, /** @type {TableRow} */ b) => number(a) - number(b);
  const byText = (/** @type {TableRow} */ a, /** @type {TableRow} */ b) => text(a).localeCompare(text(b));
  const compare = NUMBERS.includes(key) ? byNumber : byText;
  const sign = isDescending ? -1 : 1;
  const known = unsorted.filter(text).sort((a, b) => sign * compare(a, b));
  return [...known, ...unsorted.filter((row) => !text(row))];
}

// The keyboard focus stays on the same event.
/** @type {(table: EventsTable) => void} */
function fill(table) {
  for (const [n, cell] of [...table.tHead.rows[0].cells].entries()) {
    const isSorted = table.order.replace("-", "") === table.keys[n];
    cell.ariaSort = isSorted ? (table.order.startsWith("-") ? "descending" : "ascending") : null;
  }
  const rows = sorted(table).map((row) => drawnRow(table, row));
  const body = table.tBodies[0];
  const focused = body.contains(document.activeElement) ? document.activeElement?.closest("tr")?.dataset.event : undefined;
  body.replaceChildren(...rows);
  const again = rows.find((row) => row.dataset.event === focused);
  if (again) again.querySelector("button")?.focus({ preventScroll: true });
}

/** @type {(table: EventsTable, row: TableRow) => HTMLElement} */
function drawnRow(table, [id, marked, ...cells]) {
  const selected = id === table.selected;
  const row = element("tr", `${marked ? "bw-marked" : ""} ${selected ? "bw-on" : ""}`);
  row.dataset.event = id;
  cells.forEach((text, n) => {
    const isEvent = table.keys[n] === "event";
    const cell = element("td", `bw-${table.keys[n]}`, isEvent ? "" : text);
    cell.dataset.head = table.tHead.rows[0].cells[n].textContent ?? ""; // on a phone the cells are a card, without heads
    if (isEvent) cell.append(element("button", "", text));
    row.append(cell);
  });
  const button = row.querySelector("button");
  button?.setAttribute("aria-pressed", String(selected));
  // By name alone, several events at one place would be the same.
  const named = ["event", "date"].map((key) => cells[table.keys.indexOf(key)]).filter(Boolean);
  button?.setAttribute("aria-label", named.join(", "));
  return row;
}

// Scroll to the event or the month that was selected elsewhere, without scrolling the page.
/** @type {(table: EventsTable) => void} */
function follow(table) {
  const row = /** @type {HTMLElement | null} */ (table.querySelector("tr.bw-on") ?? table.querySelector("tr.bw-marked"));
  const box = table.parentElement;
  if (!row || !box) return;
  const top = row.offsetTop - table.tHead.offsetHeight;
  const bottom = row.offsetTop + row.offsetHeight - box.clientHeight;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < bottom) box.scrollTop = bottom;
}
