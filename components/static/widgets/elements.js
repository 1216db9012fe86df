// Small parts that several components of the page are made of. All content is set as text, never as HTML.

/** @type {(tag: string, className: string, textContent?: string) => HTMLElement} */
export const element = (tag, className, textContent = "") =>
  Object.assign(document.createElement(tag), { className, textContent, dir: textContent && "auto" });

/** @type {(sentence: string) => HTMLElement} */
export const helpMark = (sentence) =>
  Object.assign(element("span", "bw-help", "?"), { tabIndex: 0, role: "note", ariaLabel: sentence });
