// What the page does for keyboard and screen reader: skip links, a focus that is never lost, Escape, one live region.
import { announce, listenToOthers } from "./announcer.js";
import { closeByEscape, keepFocus } from "./focus.js";
import { addSkipLinks } from "./skip_links.js";

// Of the page, not of the component: it is drawn again after a briefing.
let known = /** @type {PageInWords | null} */ (null);

/** @param {Component<PageInWords>} component */
export default function ({ data }) {
  if (!known) {
    listenToOthers();
    closeByEscape();
    keepFocus();
  }
  addSkipLinks();
  announce(...changes(known, data));
  known = data;
}

/**
 * What to announce after a run: nothing at the first load.
 * @type {(before: PageInWords | null, now: PageInWords) => string[]}
 */
export function changes(before, now) {
  if (!before) return [];
  const found = [];
  if (now.view !== before.view) found.push(now.view);
  if (now.story !== before.story) found.push(now.story || now.closed);
  return found;
}
