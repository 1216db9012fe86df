// Groups of options. A click is sent again, with its number, until the page has acknowledged that number: so quick
// clicks are neither lost nor undone by a response that was already on its way. The first run of a new session (the
// server was restarted) applies no click: those that are not acknowledged by then are sent again.
const ONE_OF = ["periods", "switch", "day"];
const BUTTONS = ["chips", "links", "offers"];

/** @type {(tag: string, className: string, textContent?: string) => HTMLElement} */
const element = (tag, className, textContent = "") =>
  Object.assign(document.createElement(tag), { className, textContent, dir: textContent && "auto" });

/** @param {Component<OptionGroups>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const box = /** @type {OptionBox | null} */ (parentElement.querySelector(".bw-choices")) ?? mount(parentElement);
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
  data.groups.forEach((group, n) => {
    const fieldset = box.children[n] ?? box.appendChild(element("fieldset", ""));
    fill(box, /** @type {OptionFieldset} */ (fieldset), group);
  });
  while (box.children.length > data.groups.length) box.lastChild?.remove();
}

/** @type {(parent: HTMLElement) => OptionBox} */
function mount(parent) {
  const state = { pending: /** @type {Choice[]} */ ([]), number: 0, session: "", send() {} };
  const box = Object.assign(element("div", "bw-choices"), state);
  parent.append(box);
  return box;
}

/** @type {(box: OptionBox, fieldset: OptionFieldset, group: OptionGroup) => void} */
function fill(box, fieldset, group) {
  const { name, title, look, options, help } = group;
  const drawn = JSON.stringify([name, title, look, help, options.map(([value, words]) => [value, words])]);
  if (fieldset.drawn !== drawn) {
    const choices = () => options.map(([value, words]) => choice(box, name, look, value, words));
    const items = look === "day" ? [dayBox(box, group)] : choices();
    fieldset.className = `bw-${look}`;
    const legend = element("legend", "bw-label", title);
    if (help) legend.append(" ", helpMark(help));
    fieldset.replaceChildren(legend, ...items);
    fieldset.drawn = drawn;
  }
  const on = chosen(box.pending, group);
  if (look === "day") return show(/** @type {DayInput} */ (fieldset.lastChild), [...on].join(""));
  [...fieldset.children].slice(1).forEach((item, n) => {
    const [value, , count] = options[n];
    const control = item instanceof HTMLLabelElement && item.control;
    if (control instanceof HTMLInputElement) control.checked = on.has(value);
    if (item.lastChild) item.lastChild.textContent = count;
  });
}

/** @type {(sentence: string) => HTMLElement} */
const helpMark = (sentence) =>
  Object.assign(element("span", "bw-help", "?"), { tabIndex: 0, role: "note", ariaLabel: sentence });

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

// A date box. While somebody types, the browser reports a date for each digit of the year: only Enter, or leaving the
// box, applies what was typed; a day of the calendar applies at once. An erased date, even in part, is an open end. The
// browser's own order of the parts depends on the language: a whole date typed as 2024-01-31 is read as such in each.
/** @type {(box: OptionBox, group: OptionGroup) => DayInput} */
function dayBox(box, { name, title, options }) {
  const fixed = { type: "date", name, min: options[0]?.[0] ?? "", max: options[1]?.[0] ?? "", ariaLabel: title };
  const state = { applied: "", typed: "", isTyped: false, isErased: false };
  const input = /** @type {DayInput} */ (Object.assign(document.createElement("input"), fixed, state));
  const begin = () => {
    input.isTyped = false;
    input.typed = "";
  };
  const apply = () => {
    begin();
    if (input.validity.badInput) input.value = input.isErased ? "" : input.applied;
    if (input.value !== input.applied) box.send(name, input.value, true);
    input.applied = input.value;
  };
  input.onkeydown = (event) => {
    const { key } = event;
    if (key === "Enter") return apply();
    if (key === "Escape") input.value = input.applied;
    input.typed = key.length === 1 ? input.typed + key : "";
    if (/^\d{4}-\d\d-\d\d$/.test(input.typed)) {
      event.preventDefault();
      input.value = input.typed;
    }
    input.isTyped = key !== "Escape" && (input.isTyped || key !== "Tab");
    if (key !== "Tab") input.isErased = key === "Backspace" || key === "Delete";
  };
  input.onpointerdown = begin;
  input.onchange = () => input.isTyped || apply();
  input.onblur = apply;
  return input;
}

/** @type {(input: DayInput, day: string) => void} */
function show(input, day) {
  input.applied = day;
  if (!input.isTyped && input.value !== day) input.value = day;
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
  const input = document.createElement("input");
  Object.assign(input, { type: ONE_OF.includes(look) ? "radio" : "checkbox", name });
  input.onchange = () => box.send(name, value, input.checked);
  label.append(input, ...parts);
  return label;
}
