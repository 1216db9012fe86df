// Groups of options. A click is sent again, with its number, until the page has acknowledged that number: so quick
// clicks are neither lost nor undone by a response that was already on its way. The first run of a new session (the
// server was restarted) applies no click: those that are not acknowledged by then are sent again.
import { dayBox, showDay } from "./day_box.js";
import { element, helpMark } from "./elements.js";
import { nameList } from "./name_list.js";
import { searchBox, showWords } from "./search_box.js";

const ONE_OF = ["periods", "switch", "day", "search"];
const BUTTONS = ["chips", "links", "offers"];

/** @param {Component<OptionGroups>} component */
export default function (component) {
  const { data, parentElement } = component;
  const mounted = /** @type {OptionBox | null} */ (parentElement.querySelector(".bw-choices"));
  const box = mounted ?? mount(parentElement, "bw-choices");
  connect(box, component);
  data.groups.forEach((group, n) => {
    const fieldset = box.children[n] ?? box.appendChild(element("fieldset", ""));
    fill(box, /** @type {OptionFieldset} */ (fieldset), group);
  });
  while (box.children.length > data.groups.length) box.lastChild?.remove();
}

/** @type {(parent: HTMLElement, className: string) => OptionBox} */
export function mount(parent, className) {
  const state = { pending: /** @type {Choice[]} */ ([]), number: 0, session: "", send() {} };
  const box = Object.assign(element("div", className), state);
  parent.append(box);
  return box;
}

/**
 * Take the acknowledgement of the page, and send what a new session has not received.
 * @type {(box: OptionBox, component: Component<OptionGroups>) => void}
 */
export function connect(box, { data, setTriggerValue }) {
  box.pending = box.pending.filter(([number]) => number > data.acknowledged);
  box.number = Math.max(box.number, data.acknowledged);
  box.send = (name, value, on) => {
    box.number += 1;
    box.pending.push([box.number, name, value, on]);
    setTriggerValue("choose", [...box.pending]);
  };
  const isRestarted = box.session && box.session !== data.session;
  box.session = data.session;
  if (isRestarted && box.pending.length) setTriggerValue("choose", [...box.pending]);
}

/**
 * Draw a group again where its words changed, and show what is chosen.
 * @type {(box: OptionBox, fieldset: OptionFieldset, group: OptionGroup) => void}
 */
export function fill(box, fieldset, group) {
  const { name, title, look, options, help, typed } = group;
  const drawn = JSON.stringify([name, title, look, help, typed, options.map(([value, words]) => [value, words])]);
  if (fieldset.drawn !== drawn) {
    const focused = fieldset.contains(document.activeElement) ? document.activeElement : null;
    const value = focused?.closest("label")?.dataset.value;
    fieldset.className = `bw-${look}`;
    const legend = element("legend", "bw-label", title);
    if (help) legend.append(" ", helpMark(help));
    fieldset.items = options.map(([one, words]) => choice(box, name, look, one, words));
    fieldset.replaceChildren(legend, ...contents(box, fieldset, group));
    fieldset.drawn = drawn;
    if (focused) again(fieldset, value)?.focus({ preventScroll: true });
  }
  const on = chosen(box.pending, group);
  if (look === "day") return showDay(/** @type {DayBox} */ (fieldset.lastChild), [...on].join(""));
  if (look === "search") return showWords(/** @type {SearchBox} */ (fieldset.lastChild), [...on].join(""));
  fieldset.items?.forEach((item, n) => {
    const [one, , count] = options[n];
    const control = item instanceof HTMLLabelElement && item.control;
    if (control instanceof HTMLInputElement) control.checked = on.has(one);
    item.classList.toggle("bw-none", count === "0" && !on.has(one));
    if (item.lastChild) item.lastChild.textContent = count;
  });
}

/** @type {(box: OptionBox, fieldset: OptionFieldset, group: OptionGroup) => HTMLElement[]} */
function contents(box, { items = [] }, group) {
  if (group.look === "day") return [dayBox(box, group)];
  if (group.look === "search") return [searchBox(box, group)];
  return group.look === "list" ? nameList(box, group, items) : items;
}

// The control of the same option, or else the first one: a group that is drawn again does not lose the focus.
/** @type {(fieldset: OptionFieldset, value?: string) => HTMLElement | null | undefined} */
function again(fieldset, value) {
  const item = fieldset.items?.find(({ dataset }) => dataset.value === value);
  return (item ?? fieldset).querySelector("input");
}

/**
 * The values that are on: those of the page, changed by the clicks that it has not acknowledged yet.
 * @type {(pending: Choice[], group: Pick<OptionGroup, "name" | "look" | "chosen">) => Set<string>}
 */
export function chosen(pending, { name, look, chosen: sent }) {
  const on = new Set(sent);
  for (const [, group, value, isOn] of pending) {
    if (group !== name) continue;
    if (ONE_OF.includes(look)) on.clear();
    if (isOn) on.add(value);
    else on.delete(value);
  }
  return on;
}

/** @type {(box: OptionBox, name: string, look: string, value: string, words: string) => HTMLElement} */
function choice(box, name, look, value, words) {
  const parts = [element("span", "", words), " ", element("span", "bw-count")];
  if (BUTTONS.includes(look)) {
    const button = element("button", "");
    button.onclick = () => box.send(name, value, look !== "chips");
    button.append(...parts);
    return button;
  }
  const label = element("label", "");
  label.dataset.value = value;
  const input = document.createElement("input");
  Object.assign(input, { type: ONE_OF.includes(look) ? "radio" : "checkbox", name });
  input.onchange = () => box.send(name, value, input.checked);
  label.append(input, ...parts);
  return label;
}
