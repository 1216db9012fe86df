// The link of a view: copied, passed on by the system's own sheet, as a QR code, or as code that embeds the page.
import { copy } from "./copy.js";
import { element } from "./elements.js";

const SHOWN_MS = 2000;

/** @param {Component<SharedView>} component */
export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".bw-share") ?? parentElement.appendChild(element("div", "bw-share"));
  const actions = element("div", "bw-share-actions");
  if (typeof navigator.share === "function") {
    const pass = element("button", "bw-plain-button", "Share with an app…");
    // Whoever closes the system's sheet has not failed.
    pass.onclick = () => navigator.share({ title: data.title, url: data.link }).catch(() => undefined);
    actions.append(pass);
  }
  const embed = field("Code to embed it in a page", data.embed, "textarea");
  const note = element("p", "bw-note", "Embedding works where the server lets other sites show the page.");
  box.replaceChildren(field("Link", data.link, "input"), actions, code(data), embed, note);
}

/** @type {(words: string, text: string, tag: "input" | "textarea") => HTMLElement} */
function field(words, text, tag) {
  const label = element("label", "bw-share-field");
  const shown = document.createElement(tag);
  Object.assign(shown, { value: text, readOnly: true, spellcheck: false, rows: 3 });
  shown.onfocus = () => shown.select();
  label.append(element("span", "bw-label", words), shown);
  const button = element("button", "bw-plain-button", "Copy");
  button.setAttribute("aria-label", `Copy: ${words}`);
  const status = element("span", "bw-copied");
  status.setAttribute("role", "status");
  button.onclick = async () => {
    status.textContent = (await copy(text)) ? "Copied" : "Press Ctrl+C to copy";
    setTimeout(() => (status.textContent = ""), SHOWN_MS);
  };
  const row = element("div", "bw-share-row");
  row.append(label, button, status);
  return row;
}

/** @type {(data: SharedView) => HTMLElement} */
function code({ code: address, title }) {
  if (!address) return element("p", "bw-note", "The link is too long for a QR code.");
  const image = document.createElement("img");
  return Object.assign(image, { className: "bw-qr", src: address, alt: `QR code of the link to “${title}”` });
}
