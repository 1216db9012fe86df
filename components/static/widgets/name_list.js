// A list of names to tick, with a box that leaves those in sight that hold what is typed there, in any of their spellings.
import { element } from "./elements.js";
import { sameName } from "./folding.js";

const SEARCHED = 8;

/**
 * Whether each option holds the typed name, in its words or in one of its other names.
 * @type {(options: Option[], typed: string) => boolean[]}
 */
export function matching(options, typed) {
  const name = sameName(typed);
  const names = [name, name.replace(/^[aeu]l(?=.{3})/, "")]; // the article may be written in one word with the name
  const isFound = (/** @type {string} */ text) => names.some((one) => sameName(text).includes(one));
  return options.map(([, words, , others]) => [words, ...(others ?? "").split("\n")].some(isFound));
}

/** @type {(box: OptionBox, group: OptionGroup, items: HTMLElement[]) => HTMLElement[]} */
export function nameList(box, group, items) {
  const list = element("div", "bw-names");
  list.append(...items);
  if (items.length <= SEARCHED && !group.typed) return [list];
  const what = `Find ${/^[aeiou]/i.test(group.title) ? "an" : "a"} ${group.title.toLowerCase()}`;
  const fixed = { type: "search", placeholder: what, ariaLabel: what, dir: "auto", autocomplete: "off" };
  const input = Object.assign(document.createElement("input"), fixed);
  const none = element("p", "bw-note");
  none.setAttribute("role", "status");
  input.oninput = () => {
    const found = matching(group.options, input.value);
    items.forEach((item, n) => (item.hidden = !found[n]));
    const rest = group.typed ? "not in this list; Enter selects it by its name." : "not found.";
    none.textContent = found.includes(true) ? "" : `“${input.value.slice(0, 40)}” is ${rest}`;
  };
  input.onkeydown = ({ key }) => {
    if (key === "Escape") input.value = "";
    else if (key !== "Enter" || !input.value.trim()) return;
    else choose(box, group, items, input.value);
    input.value = key === "Enter" ? "" : input.value;
    input.oninput?.(new Event("input"));
  };
  return [input, none, list];
}

// Enter selects the first name in sight; where there is none, and other names are allowed, the one that was typed.
/** @type {(box: OptionBox, group: OptionGroup, items: HTMLElement[], typed: string) => void} */
function choose(box, group, items, typed) {
  const found = matching(group.options, typed).indexOf(true);
  if (found >= 0) items[found].querySelector("input")?.click();
  else if (group.typed) box.send(group.name, typed.trim(), true);
}
