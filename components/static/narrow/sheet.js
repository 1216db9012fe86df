// The opened story as a sheet over the page: on a narrow screen, and over the map that fills the screen. The focus goes to
// its heading, and back to what opened it.
const narrow = matchMedia("(max-width: 1100px)");
const root = document.documentElement;
const isSheet = () => narrow.matches || root.dataset.bwMap === "full";
const sheet = () => document.querySelector(".st-key-detail");

let opened = "";
let before = /** @type {Element | null} */ (null);

/** @param {Component<{ opened: string }>} component */
export default function ({ data }) {
  if (data.opened === opened) return;
  if (!opened) before = document.activeElement;
  opened = data.opened;
  if (!isSheet()) return;
  if (opened) focusHeading();
  else giveBack();
}

function focusHeading() {
  const box = sheet();
  const heading = box?.querySelector("h2");
  if (!box || !heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  box.scrollTop = 0;
}

// What opened the story may be gone, as the list of the most harmful events that stands where the story stood.
function giveBack() {
  const isLost = !before?.isConnected || before === document.body;
  const target = isLost ? document.querySelector('[data-testid="stMain"]') : before;
  /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: true });
}

addEventListener("keydown", ({ key, defaultPrevented }) => {
  const isCovered = root.dataset.bwFilters === "open" || document.querySelector('[role="dialog"]');
  if (key !== "Escape" || defaultPrevented || isCovered || !isSheet()) return;
  /** @type {HTMLElement | null | undefined} */ (sheet()?.querySelector(".st-key-close button"))?.click();
});
