// A box for words: Enter, leaving the box, or its cross apply what was typed.
import { element } from "./elements.js";

/** @type {(box: OptionBox, group: OptionGroup) => SearchBox} */
export function searchBox(box, { name, title }) {
  const made = /** @type {SearchBox} */ (Object.assign(element("div", "bw-search-box"), { applied: "" }));
  const words = { placeholder: title, ariaLabel: title, maxLength: 120, dir: "auto", autocomplete: "off" };
  made.input = Object.assign(document.createElement("input"), { type: "search", name, ...words });
  const apply = () => {
    const typed = made.input.value.trim();
    if (typed !== made.applied) box.send(name, typed, true);
    made.applied = typed;
  };
  made.input.onkeydown = ({ key }) => {
    if (key === "Enter") apply();
    if (key === "Escape") made.input.value = made.applied;
  };
  made.input.onblur = apply;
  made.input.addEventListener("search", () => made.input.value || apply());
  made.append(made.input, Object.assign(element("kbd", "", "/"), { ariaHidden: "true" }));
  return made;
}

/**
 * Show the words of the page; what is being typed stays.
 * @type {(made: SearchBox, words: string) => void}
 */
export function showWords(made, words) {
  const isOther = made.applied !== words;
  made.applied = words;
  if (isOther || !made.input.matches(":focus")) made.input.value = words;
}
