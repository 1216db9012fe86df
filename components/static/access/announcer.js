// The page's one live region. Other scripts announce a sentence by an event of the window:
// dispatchEvent(new CustomEvent("basewatch-announce", { detail: "Link copied" })).
const EVENT = "basewatch-announce";
const PAUSE_MS = 150; // a reader misses a text that replaces another one at once

let waiting = /** @type {string[]} */ ([]);

export function listenToOthers() {
  addEventListener(EVENT, (event) => announce(/** @type {CustomEvent<string>} */ (event).detail));
  region();
}

/** @type {(...sentences: string[]) => void} */
export function announce(...sentences) {
  if (!sentences.length) return;
  waiting.push(...sentences);
  region().textContent = "";
  setTimeout(() => {
    if (waiting.length) region().textContent = waiting.join(" ");
    waiting = [];
  }, PAUSE_MS);
}

// In the document's body: what lies in the page itself is hidden from readers while a dialog is open.
function region() {
  const found = document.querySelector(".bw-live");
  if (found) return found;
  const made = Object.assign(document.createElement("div"), { className: "bw-live bw-hidden", role: "status", dir: "auto" });
  made.setAttribute("aria-live", "polite");
  document.body.append(made);
  return made;
}
