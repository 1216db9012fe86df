// The keys of the dashboard. They work on the page and inside the map's frame, but not while somebody types.
import { connect } from "./clicks.js";

const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";
const heard = new WeakSet();
let current = /** @type {KeysBox | null} */ (null); // the page mounts another after each visit to the slide

/** @param {Component<KeysData>} component */
export default function (component) {
  const { data, parentElement } = component;
  const box = /** @type {KeysBox} */ (parentElement);
  connect(box, component, "select");
  if (!box.pending.length) box.selected = data.selected; // else a later key is on its way
  box.act = (key) => act(key, data.fit, (way) => {
    const id = neighbour(data.events, box.selected, way);
    if (!id) return false;
    box.selected = id;
    box.send(id);
    return true;
  });
  current = box;
  if (heard.has(document)) return;
  listen(document);
  // The focus has gone into the frame; a map that was mounted again is another document.
  addEventListener("blur", () => {
    const inside = mapDocument();
    if (inside && !heard.has(inside)) listen(inside);
  });
}

/**
 * The event before (-1) or after (1) the selected one, without one the last or the first; undefined at the end.
 * @type {(events: string[], selected: string, way: 1 | -1) => string | undefined}
 */
export function neighbour(events, selected, way) {
  const at = events.indexOf(selected);
  return at < 0 ? events.at(way > 0 ? 0 : -1) : events[at + way];
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
 * @type {(key: string, fit: string, step: (way: 1 | -1) => boolean) => boolean}
 */
function act(key, fit, step) {
  if (key === "/") return focusSearch();
  if (key === "b") return press(document, ".st-key-brief button");
  if (key === "?") return press(document, ".st-key-keys button");
  if (key === "f") return pressFit(fit);
  if (key === "[") return step(-1);
  return key === "]" && step(1);
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
