// The sections of the sidebar, each with groups of options. Which are folded is stored in the tab, not in the link, and
// needs no run of the page.
import { connect } from "./clicks.js";
import { fill, mount } from "./option_groups.js";
import { element } from "./elements.js";

const KEY = "basewatch.sections";
const TALL = 900;

/** @param {Component<Sections>} component */
export default function (component) {
  const { data, parentElement } = component;
  const mounted = /** @type {SectionBox | null} */ (parentElement.querySelector(".bw-sections"));
  const box = mounted ?? Object.assign(/** @type {SectionBox} */ (mount(parentElement, "bw-sections")), { parts: [] });
  connect(box, component, "choose");
  let rest = data.groups;
  data.sections.forEach((section, n) => {
    const part = box.parts[n] ?? (box.parts[n] = newPart(box, section));
    part.chosen.textContent = section.summary;
    fillPart(box, part, section, rest.slice(0, section.groups));
    rest = rest.slice(section.groups);
  });
}

/** @type {(box: SectionBox, section: Section) => SectionPart} */
function newPart(box, { title, opens, folds }) {
  const outer = /** @type {HTMLDetailsElement} */ (element(folds ? "details" : "div", "bw-fold"));
  const chosen = element("span", "bw-chosen");
  const summary = element("summary", "bw-label");
  summary.append(element("span", "", title), " ", chosen);
  const inner = element("div", "bw-choices");
  if (folds) outer.append(summary);
  outer.append(inner);
  box.append(outer);
  if (folds) {
    outer.open = stored()[title] ?? (opens === "always" || (opens === "tall" && innerHeight >= TALL));
    outer.ontoggle = () => sessionStorage.setItem(KEY, JSON.stringify({ ...stored(), [title]: outer.open }));
  }
  return { chosen, inner };
}

/** @type {(box: SectionBox, part: SectionPart, section: Section, groups: OptionGroup[]) => void} */
function fillPart(box, { inner }, { title }, groups) {
  groups.forEach((group, n) => {
    const fieldset = /** @type {OptionFieldset} */ (inner.children[n] ?? inner.appendChild(element("fieldset", "")));
    fill(box, fieldset, group);
    fieldset.classList.toggle("bw-titled", group.title === title);
  });
  while (inner.children.length > groups.length) inner.lastChild?.remove();
}

/** @type {() => Record<string, boolean | undefined>} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}
