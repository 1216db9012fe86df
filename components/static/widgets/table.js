// The table of the newest events: read, sorted by a column, and picked from. What it says comes as text and stays text.
const NUMBER = /[\d,]+/;
const [UP, DOWN] = ["ascending", "descending"];

export default function ({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector(".bw-events") || mount(parentElement, data.heads);
  const moved = data.selected !== table.selected || data.month !== table.month;
  const { rows: given, selected, month } = data;
  Object.assign(table, { given, selected, month, pick: (id) => setTriggerValue("pick", id) });
  fill(table);
  if (moved) follow(table);
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function mount(parent, heads) {
  const box = element("div", "bw-events-box");
  const table = element("table", "bw-events");
  table.kinds = heads.map(([, , kind]) => kind);
  table.createTHead().append(head(table, heads));
  // A click that ends a selection of text is no pick.
  table.createTBody().onclick = (event) => {
    const row = event.target.closest("tr");
    if (row && getSelection().isCollapsed) table.pick(row.dataset.event === table.selected ? "" : row.dataset.event);
  };
  box.append(table);
  parent.append(box);
  return table;
}

function head(table, heads) {
  const row = element("tr", "");
  heads.forEach(([name, help, kind], column) => {
    const cell = element("th", `bw-${kind}`);
    cell.scope = "col";
    const button = element("button", "", name);
    button.title = help;
    button.onclick = () => sort(table, column);
    cell.append(button);
    row.append(cell);
  });
  return row;
}

// Once one way, once the other, then as it came: the newest first.
function sort(table, column) {
  const ways = table.kinds[column] === "number" ? [DOWN, UP] : [UP, DOWN];
  const before = table.order && table.order.column === column ? ways.indexOf(table.order.way) : -1;
  const way = ways[before + 1];
  table.order = way && { column, way };
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  if (way) table.tHead.rows[0].cells[column].setAttribute("aria-sort", way);
  fill(table);
}

function sorted({ given, kinds, order }) {
  if (!order) return given;
  const kind = kinds[order.column];
  if (kind === "date") return order.way === UP ? [...given].reverse() : given;
  const text = (row) => row[order.column + 2];
  const number = (row) => Number(text(row).match(NUMBER)[0].replaceAll(",", ""));
  const compare = kind === "number" ? (a, b) => number(a) - number(b) : (a, b) => text(a).localeCompare(text(b));
  const sign = order.way === UP ? 1 : -1;
  const known = given.filter(text).sort((a, b) => sign * compare(a, b));
  return [...known, ...given.filter((row) => !text(row))];
}

// Who goes through the rows by key stays at the same one.
function fill(table) {
  const rows = sorted(table).map(([id, marked, ...cells]) => {
    const selected = id === table.selected;
    const row = element("tr", `${marked ? "bw-marked" : ""} ${selected ? "bw-on" : ""}`);
    row.dataset.event = id;
    cells.forEach((text, n) => {
      const isEvent = table.kinds[n] === "event";
      const cell = element("td", "", isEvent ? undefined : text);
      if (isEvent) cell.append(element("button", "", text));
      row.append(cell);
    });
    row.querySelector("button").setAttribute("aria-pressed", selected);
    return row;
  });
  const held = table.tBodies[0].contains(document.activeElement) && document.activeElement.closest("tr").dataset.event;
  table.tBodies[0].replaceChildren(...rows);
  const again = held && rows.find((row) => row.dataset.event === held);
  if (again) again.querySelector("button").focus({ preventScroll: true });
}

// What was selected elsewhere, an event or a month, comes into sight, without moving the page.
function follow(table) {
  const row = table.querySelector("tr.bw-on") || table.querySelector("tr.bw-marked");
  const box = table.parentElement;
  if (!row) return;
  const top = row.offsetTop - table.tHead.offsetHeight;
  const bottom = row.offsetTop + row.offsetHeight - box.clientHeight;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < bottom) box.scrollTop = bottom;
}
