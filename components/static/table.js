// The table of the newest events: read, sorted by a column, and picked from. What it says comes as text and stays text.
const NUMBER = /[\d,]+/;
const [UP, DOWN] = ["ascending", "descending"];

export default function ({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector(".bw-events") || mount(parentElement);
  table.pick = (id) => setTriggerValue("pick", id);
  const text = JSON.stringify(data);
  if (text === table.shown) return;
  table.shown = text;
  const heads = JSON.stringify(data.heads);
  if (heads !== table.headsText) {
    table.headsText = heads;
    table.order = null;
    table.tHead.replaceChildren(head(table, data.heads));
  }
  table.rowsGiven = data.rows;
  table.selected = data.selected;
  fill(table);
  if (data.selected !== table.followed) follow(table);
  table.followed = data.selected;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function mount(parent) {
  const box = element("div", "bw-events-box");
  const table = element("table", "bw-events");
  table.createTHead();
  table.createTBody();
  box.append(table);
  parent.append(box);
  // A click that ends a selection of text is no pick.
  table.tBodies[0].onclick = (event) => {
    const row = event.target.closest("tr");
    if (row && getSelection().isCollapsed) table.pick(row.dataset.event === table.selected ? "" : row.dataset.event);
  };
  return table;
}

function head(table, heads) {
  const row = document.createElement("tr");
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
  const turned = table.order && table.order.column === column ? table.order.turned + 1 : 0;
  const numbers = table.tHead.rows[0].cells[column].classList.contains("bw-number");
  const ways = numbers ? [DOWN, UP] : [UP, DOWN];
  table.order = turned < ways.length ? { column, turned, way: ways[turned] } : null;
  [...table.tHead.rows[0].cells].forEach((cell, n) => {
    if (table.order && n === column) cell.setAttribute("aria-sort", table.order.way);
    else cell.removeAttribute("aria-sort");
  });
  fill(table);
}

function sorted({ rowsGiven, order, tHead }) {
  if (!order) return rowsGiven;
  const cell = order.column + 2;
  if (tHead.rows[0].cells[order.column].classList.contains("bw-date")) {
    return order.way === UP ? [...rowsGiven].reverse() : rowsGiven;
  }
  const numbers = tHead.rows[0].cells[order.column].classList.contains("bw-number");
  const key = (row) => (numbers && row[cell] ? Number(row[cell].match(NUMBER)[0].replaceAll(",", "")) : row[cell]);
  const sign = order.way === UP ? 1 : -1;
  const compare = (a, b) => (numbers ? a - b : a.localeCompare(b));
  const empty = (row) => row[cell] === "";
  return [...rowsGiven].sort((a, b) => empty(a) - empty(b) || (empty(a) ? 0 : sign * compare(key(a), key(b))));
}

function fill(table) {
  const kinds = [...table.tHead.rows[0].cells].map((cell) => cell.className);
  const rows = sorted(table).map(([id, marked, ...cells]) => {
    const row = element("tr", (marked ? "bw-marked " : "") + (id === table.selected ? "bw-on" : ""));
    row.dataset.event = id;
    cells.forEach((text, n) => {
      const cell = element("td", kinds[n]);
      if (kinds[n] === "bw-event") {
        const button = element("button", "", text);
        button.setAttribute("aria-pressed", id === table.selected);
        cell.append(button);
      } else cell.textContent = text;
      row.append(cell);
    });
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
}

// An event that was selected elsewhere comes into sight, without moving the page.
function follow(table) {
  const row = table.querySelector("tr.bw-on");
  const box = table.parentElement;
  if (!row) return;
  const top = row.offsetTop - table.tHead.offsetHeight;
  const bottom = row.offsetTop + row.offsetHeight - box.clientHeight;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < bottom) box.scrollTop = bottom;
}
