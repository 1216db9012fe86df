// Groups of options. What a person chose is shown at once, before the page responds.
import { connect } from "./clicks.js";
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
  connect(box, component, "choose");
  data.groups.forEach((group, n) => {
    const fieldset = box.children[n] ?? box.appendChild(element("fieldset", ""));
    fill(box, /** @type {OptionFieldset} */ (fieldset), group);
  });
  while (box.children.length > data.groups.length) box.lastChild?.remove();
}

/** @type {(parent: HTMLElement, className: string) => OptionBox} */
export function mount(parent, className) {
  const box = /** @type {OptionBox} */ (element("div", className));
  parent.append(box);
  return box;
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
