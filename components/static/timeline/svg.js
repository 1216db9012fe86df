// Elements of the chart's picture.
const SVG = "http://www.w3.org/2000/svg";

/** @type {(tag: string, attributes: Record<string, string | number>, parent?: Element) => SVGElement} */
export function svg(tag, attributes, parent) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  parent?.append(made);
  return made;
}

/** @type {(parent: Element, x: number, y: number, words: string, className: string, anchor?: string) => SVGElement} */
export function text(parent, x, y, words, className, anchor = "start") {
  const made = svg("text", { x, y, class: className, "text-anchor": anchor, "aria-hidden": "true" }, parent);
  made.textContent = words;
  return made;
}

/** @type {(kind: string) => string} */
export const classOf = (kind) => `bw-${kind.replace(" ", "-")}`;
