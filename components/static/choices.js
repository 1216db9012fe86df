// Groups of choices. What is chosen is told again, with its number, until the page has heard of it: so quick clicks are
// neither lost nor undone by an answer that was under way.
const ONE_OF = ["periods", "switch"];

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
  const values = JSON.stringify(options.map(([value]) => value));
  if (fieldset.values !== values) {
    const labels = options.map(([value, words]) => choice(box, name, look, value, words));
    fieldset.className = `bw-${look}`;
    fieldset.replaceChildren(element("legend", "bw-label", title), ...labels);
    fieldset.values = values;
  }
  const on = new Set(chosen);
  for (const [, of, value, ticked] of box.untold) {
    if (of !== name) continue;
    if (ONE_OF.includes(look)) on.clear();
    on[ticked ? "add" : "delete"](value);
  }
  fieldset.querySelectorAll("label").forEach((label, n) => {
    label.control.checked = on.has(options[n][0]);
    label.lastChild.textContent = options[n][2];
  });
}

function choice(box, name, look, value, words) {
  const label = element("label", "");
  const input = element("input", "");
  Object.assign(input, { type: ONE_OF.includes(look) ? "radio" : "checkbox", name });
  input.onchange = () => box.tell(name, value, input.checked);
  label.append(input, element("span", "", words), " ", element("span", "bw-count"));
  return label;
}
