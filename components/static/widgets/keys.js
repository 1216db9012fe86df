// The keys of the dashboard. They work on the page and inside the map's frame, but not while somebody types.
import { connect } from "./clicks.js";

const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";
const heard = new WeakSet();
let current = /** @type {KeysBox | null} */ (null); // the page mounts another after each visit to the slide

/** @param {Component<KeysData>} component */
export default function (component) {
  const { data, parentElement } = component;
  const box = /** @type {KeysBox} */ (parentElement);
  connect(box, component, "step");
  box.act = (key) => act(key, data.fit, box.send);
  current = box;
  if (heard.has(document)) return;
  listen(document);
  // The focus has gone into the frame; a map that was mounted again is another document.
  addEventListener("blur", () => {
    const inside = mapDocument();
    if (inside && !heard.has(inside)) listen(inside);
  });
}

/** @type {(place: Document) => void} */
function listen(place) {
  heard.add(place);
  place.addEventListener("keydown", (event) => {
    if (!current?.isConnected || isForOthers(event)) return;
    if (current.act(event.key)) event.preventDefault();
  });
}

/** @type {(event: KeyboardEvent) => boolean} */
function isForOthers(event) {
  const { target, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = event;
  if (ctrlKey || metaKey || isComposing || defaultPrevented) return true;
  if (altKey && !["[", "]"].includes(event.key)) return true; // on some keyboards the brackets need it
  if ([...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.checkVisibility())) return true;
  const element = /** @type {Element | null} */ (target);
  return Boolean(element?.closest?.(TYPED_INTO));
}

/**
 * Do what a key stands for; return whether it stands for something here.
 * @type {(key: string, fit: string, step: (way: 1 | -1) => void) => boolean}
 */
function act(key, fit, step) {
  if (key === "/") return focusSearch();
  if (key === "b") return press(document, ".st-key-brief button");
  if (key === "?") return press(document, ".st-key-keys button");
  if (key === "f") return pressFit(fit);
  if (!["[", "]"].includes(key)) return false;
  step(key === "[" ? -1 : 1); // to the event before or after
  return true;
}

/** @type {(place: Document, selector: string) => boolean} */
function press(place, selector) {
  const button = /** @type {HTMLElement | null} */ (place.querySelector(selector));
  button?.click();
  return Boolean(button);
}

/** @type {(words: string) => boolean} */
function pressFit(words) {
  const buttons = /** @type {HTMLElement[]} */ ([...(mapDocument()?.querySelectorAll("button") ?? [])]);
  const button = buttons.find((one) => one.textContent === words);
  button?.click();
  return Boolean(button);
}

function focusSearch() {
  press(document, '[data-testid="stExpandSidebarButton"]');
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector('[name="find"]'));
  window.focus(); // out of the map's frame
  field?.focus();
  field?.select();
  return Boolean(field);
}

const mapDocument = () =>
  /** @type {HTMLIFrameElement | null} */ (document.querySelector(".st-key-map-frame iframe"))?.contentDocument ?? null;
