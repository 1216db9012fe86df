// The table of the newest events: a click on a head sorts it, a click on a row selects its event. All content is set as
// text, never as HTML.
const NUMBER = /[\d,]+/;
const [UP, DOWN] = /** @type {[Way, Way]} */ (["ascending", "descending"]);

/** @param {Component<EventsData>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const mounted = /** @type {EventsTable | null} */ (parentElement.querySelector(".bw-events"));
  const table = mounted ?? mount(parentElement, data.heads);
  const moved = data.selected !== table.selected || data.month !== table.month;
  const { rows: unsorted, selected, month } = data;
  Object.assign(table, { unsorted, selected, month });
  // A click is sent again when it started a new session: as in option_groups.js.
  if (table.sent && table.sent[0] <= data.acknowledged) table.sent = null;
  table.number = Math.max(table.number ?? 0, data.acknowledged);
  table.pick = (id) => {
    table.number += 1;
    table.sent = [table.number, id];
    setTriggerValue("pick", table.sent);
  };
  const isRestarted = table.session && table.session !== data.session;
  table.session = data.session;
  if (isRestarted && table.sent) setTriggerValue("pick", [...table.sent]);
  fill(table);
  if (moved) follow(table);
}

/** @type {(tag: string, className: string, text?: string) => HTMLElement} */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) Object.assign(made, { textContent: text, dir: "auto" }); // the first letter sets the direction
  return made;
}

/** @type {(parent: HTMLElement, heads: Head[]) => EventsTable} */
function mount(parent, heads) {
  const box = element("div", "bw-events-box");
  const table = /** @type {EventsTable} */ (element("table", "bw-events"));
  table.kinds = heads.map(([, , kind]) => kind);
  table.createTHead().append(head(table, heads));
  // A click at the end of selecting text selects no event.
  table.createTBody().onclick = ({ target }) => {
    const row = target instanceof Element ? target.closest("tr") : null;
    const id = row?.dataset.event;
    if (id !== undefined && getSelection()?.isCollapsed) table.pick(id === table.selected ? "" : id);
  };
  box.append(table);
  parent.append(box);
  return table;
}

/** @type {(table: EventsTable, heads: Head[]) => HTMLElement} */
function head(table, heads) {
  const row = element("tr", "");
  heads.forEach(([name, help, kind], column) => {
    const cell = document.createElement("th");
    cell.className = `bw-${kind}`;
    cell.scope = "col";
    const button = element("button", "", name);
    button.title = help;
    button.onclick = () => sort(table, column);
    cell.append(button);
    row.append(cell);
  });
  return row;
}

/** @type {(table: EventsTable, column: number) => void} */
function sort(table, column) {
  const way = nextWay(table.kinds[column], table.order?.column === column ? table.order.way : undefined);
  table.order = way && { column, way };
  const cells = table.tHead.rows[0].cells;
  for (const cell of cells) cell.removeAttribute("aria-sort");
  if (way) cells[column].setAttribute("aria-sort", way);
  fill(table);
}

/**
 * First one way, then the other, then the order of the page: the newest first. Numbers begin with the largest.
 * @type {(kind: string, before?: Way) => Way | undefined}
 */
export function nextWay(kind, before) {
  const ways = kind === "number" ? [DOWN, UP] : [UP, DOWN];
  return ways[before ? ways.indexOf(before) + 1 : 0];
}

/**
 * The rows in the order that was chosen; those without a value come last.
 * @type {(table: Pick<EventsTable, "unsorted" | "kinds" | "order">) => TableRow[]}
 */
export function sorted({ unsorted, kinds, order }) {
  if (!order) return unsorted;
  const kind = kinds[order.column];
  if (kind === "date") return order.way === UP ? [...unsorted].reverse() : unsorted;
  const text = (/** @type {TableRow} */ row) => String(row[order.column + 2]);
  const number = (/** @type {TableRow} */ row) => Number((text(row).match(NUMBER) ?? ["0"])[0].replaceAll(",", ""));
  const byNumber = (/** @type {TableRow} */ a, /** @type {TableRow} */ b) => number(a) - number(b);
  const byText = (/** @type {TableRow} */ a, /** @type {TableRow} */ b) => text(a).localeCompare(text(b));
  const compare = kind === "number" ? byNumber : byText;
  const sign = order.way === UP ? 1 : -1;
  const known = unsorted.filter(text).sort((a, b) => sign * compare(a, b));
  return [...known, ...unsorted.filter((row) => !text(row))];
}

// The keyboard focus stays on the same event.
/** @type {(table: EventsTable) => void} */
function fill(table) {
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
    const isEvent = table.kinds[n] === "event";
    const cell = element("td", "", isEvent ? undefined : text);
    if (isEvent) cell.append(element("button", "", text));
    row.append(cell);
  });
  row.querySelector("button")?.setAttribute("aria-pressed", String(selected));
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
