// Links over the long parts of the page; each is visible while it has the focus.
/** @type {[words: string, selectors: string[]][]} */
const TARGETS = [
  ["Skip to the map", [".st-key-map-frame iframe"]],
  ["Skip to the open event", [".st-key-detail h2", ".st-key-card h2"]],
  ["Skip to the chart", [".bw-timeline [tabindex='0']", ".st-key-chart-head h2"]],
  ["Skip to the table", [".bw-events tbody button", ".bw-part"]],
];

export function addSkipLinks() {
  if (document.querySelector(".bw-skip")) return;
  const box = Object.assign(document.createElement("nav"), { className: "bw-skip", ariaLabel: "Skip links" });
  for (const [words, selectors] of TARGETS) {
    const link = Object.assign(document.createElement("button"), { textContent: words, type: "button" });
    link.onclick = () => skipTo(selectors);
    box.append(link);
  }
  // A link to what is not on the page leads nowhere.
  box.addEventListener("focusin", () => {
    [...box.children].forEach((link, n) => {
      /** @type {HTMLElement} */ (link).hidden = !find(TARGETS[n][1]);
    });
  });
  document.body.prepend(box);
}

/** @type {(selectors: string[]) => HTMLElement | null} */
function find(selectors) {
  for (const selector of selectors) {
    const found = /** @type {HTMLElement | null} */ (document.querySelector(selector));
    if (found) return found;
  }
  return null;
}

/** @type {(selectors: string[]) => void} */
function skipTo(selectors) {
  const target = find(selectors);
  if (!target) return;
  if (target instanceof HTMLIFrameElement) {
    const map = target.contentDocument;
    target.contentWindow?.focus();
    const first = map?.querySelector(".bw-symbol[tabindex='0']") ?? map?.querySelector(".leaflet-container");
    return /** @type {HTMLElement | null} */ (first ?? null)?.focus();
  }
  if (!target.matches("button, [tabindex]")) target.tabIndex = -1;
  return target.focus();
}
