// The opened story as a sheet over the page: on a narrow screen, and over the map that fills the screen. The focus goes to
// its heading; `access/focus.js` gives it back. A finger that pulls the sheet down from its top closes it.
const PULL = 80; // pixels
const narrow = matchMedia("(max-width: 1239px)");
const isSheet = () => narrow.matches || document.documentElement.dataset.bwMap === "full";

const sheetAt = (/** @type {EventTarget | null} */ target) =>
  target instanceof Element && isSheet() ? target.closest(".st-key-detail, .st-key-card") : null;

let opened = "";
let isLink = true;

/** @param {Component<{ opened: string }>} component */
export default function ({ data }) {
  if (data.opened && data.opened !== opened) (isSheet() ? show : scrollToStory)();
  opened = data.opened;
  isLink = false;
}

// Where a row below the chart opens it, the story beside the map may be out of the window.
function scrollToStory() {
  const heading = document.querySelector(":is(.st-key-detail, .st-key-card) h2");
  if (!heading) return;
  const { top, bottom } = heading.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) document.querySelector(".st-key-first-screen")?.scrollIntoView({ block: "start" });
}

function show() {
  const sheet = document.querySelector(".st-key-detail, .st-key-card");
  const heading = /** @type {HTMLElement | null | undefined} */ (sheet?.querySelector("h2"));
  if (!sheet || !heading) return;
  // Above the sheet is the map, with the place of the story.
  if (isLink) document.querySelector(".st-key-map-frame")?.scrollIntoView({ block: "start" });
  heading.tabIndex = -1;
  sheet.scrollTop = 0;
  focusWhenShown(heading);
}

// A page that loads is hidden, and what is hidden cannot have the focus.
/** @type {(heading: HTMLElement) => void} */
function focusWhenShown(heading) {
  const isHidden = heading.isConnected && getComputedStyle(heading).visibility === "hidden";
  if (isHidden) requestAnimationFrame(() => focusWhenShown(heading));
  else heading.focus({ preventScroll: true });
}

let pulledFrom = /** @type {Touch | null} */ (null);

addEventListener("touchstart", ({ target, touches }) => {
  pulledFrom = touches.length === 1 && sheetAt(target)?.scrollTop === 0 ? touches[0] : null;
}, { passive: true });

addEventListener("touchend", ({ target, changedTouches }) => {
  if (!pulledFrom) return;
  const down = changedTouches[0].clientY - pulledFrom.clientY;
  const across = Math.abs(changedTouches[0].clientX - pulledFrom.clientX);
  pulledFrom = null;
  const close = /** @type {HTMLElement | null} */ (sheetAt(target)?.querySelector('[class*="st-key-close"] button'));
  if (down > PULL && down > 2 * across) close?.click();
}, { passive: true });
