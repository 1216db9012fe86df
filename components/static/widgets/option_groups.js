// Groups of choices. What is chosen is told again, with its number, until the page has heard of it: so quick clicks are
// neither lost nor undone by an answer that was under way.
const ONE_OF = ["periods", "switch"];
const BUTTONS = ["chips", "links", "offers"];

const element = (tag, className, textContent = "") =>
  Object.assign(document.createElement(tag), { className, textContent });

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".bw-choices") || mount(parentElement);
  box.untold = box.untold.filter(([number]) => number > data.heard);
  box.number = Math.max(box.number, data.heard);
  box.tell = (name, value, on) => {
    box.untold.push([++box.number, name, value, on]);
    setTriggerValue("choose", [...box.untold]);
  };
  data.groups.forEach((group, n) => fill(box, box.children[n] || box.appendChild(element("fieldset", "")), group));
  while (box.children.length > data.groups.length) box.lastChild.remove();
}

function mount(parent) {
  const box = element("div", "bw-choices");
  parent.append(Object.assign(box, { untold: [], number: 0 }));
  return box;
}

function fill(box, fieldset, { name, title, look, options, chosen }) {
  const drawn = JSON.stringify([name, title, look, options.map(([value, words]) => [value, words])]);
  if (fieldset.drawn !== drawn) {
    const items = options.map(([value, words]) => choice(box, name, look, value, words));
    fieldset.className = `bw-${look}`;
    fieldset.replaceChildren(element("legend", "bw-label", title), ...items);
    fieldset.drawn = drawn;
  }
  const on = new Set(chosen);
  for (const [, of, value, ticked] of box.untold) {
    if (of !== name) continue;
    if (ONE_OF.includes(look)) on.clear();
    on[ticked ? "add" : "delete"](value);
  }
  [...fieldset.children].slice(1).forEach((item, n) => {
    if (item.control) item.control.checked = on.has(options[n][0]);
    item.lastChild.textContent = options[n][2];
  });
}

function choice(box, name, look, value, words) {
  const parts = [element("span", "", words), " ", element("span", "bw-count")];
  if (BUTTONS.includes(look)) {
    const button = element("button", "");
    button.onclick = () => box.tell(name, value, look !== "chips");
    button.append(...parts);
    return button;
  }
  const label = element("label", "");
  const input = element("input", "");
  Object.assign(input, { type: ONE_OF.includes(look) ? "radio" : "checkbox", name });
  input.onchange = () => box.tell(name, value, input.checked);
  label.append(input, ...parts);
  return label;
}
