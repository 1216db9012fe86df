// The focus never falls to the body of the document: when what has it is removed, it goes to what opened it, to its
// neighbour, or to the heading. Escape closes what was opened last.
const CAN_FOCUS = ":is(button, input, a[href], summary):not([disabled], [tabindex='-1']), [tabindex='0']";
const ESCAPE = "basewatch-escape"; // the map listens to it
const STORY = ":is(.st-key-detail, .st-key-card)";
const DIALOG = "[role=dialog]";
const COVER = `${DIALOG}, [data-bw-filters="open"]`; // closes by itself
const ROWS = ".bw-events tbody button";
const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });

let last = /** @type {Element | null} */ (null);
// The last element and those around it, from the inside, and its place among those that the innermost holds.
let around = /** @type {Element[]} */ ([]);
let place = 0;
let opener = /** @type {Element | null} */ (null);

export function keepFocus() {
  document.addEventListener("focusin", ({ target }) => remember(/** @type {Element} */ (target)));
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    // A person who presses the pointer beside everything wants no focus.
    setTimeout(() => {
      if (target === last && !relatedTarget && isShown(last) && document.activeElement === document.body) last = null;
    });
  });
  // The frame of the map takes the focus without an event of this document.
  addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement instanceof HTMLIFrameElement) remember(document.activeElement);
  }));
  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] };
  new MutationObserver(restore).observe(document.body, watched);
  document.addEventListener("keydown", moveInRows);
}

export function closeByEscape() {
  document.addEventListener("keydown", (event) => {
    const { key, target, defaultPrevented } = event;
    const isTyping = target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea");
    if (key !== "Escape" || defaultPrevented || isTyping || document.querySelector(COVER)) return;
    if (!dispatchEvent(new CustomEvent(ESCAPE, { cancelable: true }))) event.preventDefault();
  });
}

/** @type {(element: Element) => void} */
function remember(element) {
  if (element === document.body) return;
  if (!element.closest(`${STORY}, ${DIALOG}`)) opener = element;
  last = element;
  around = [];
  for (let box = /** @type {Element | null} */ (element); box; box = box.parentElement) around.push(box);
  const group = around.find((box) => box.querySelectorAll(CAN_FOCUS).length > 1);
  place = group ? [...group.querySelectorAll(CAN_FOCUS)].indexOf(element) : 0;
  if (!element.matches(ROWS)) return;
  // One of the rows is in the tab order while they have the focus, so that Tab leaves them.
  for (const row of rows()) row.tabIndex = row === element ? 0 : -1;
}

// Once the page is drawn: until then, what takes the focus may be replaced as well.
function restore() {
  // Streamlit's zone for a file is no picture without a meaning: it has a name.
  document.querySelector('[data-testid="stFileUploaderDropzone"][role="presentation"]')?.setAttribute("role", "group");
  if (!last || isShown(last) || document.activeElement !== document.body) return;
  if (document.querySelector('.stApp:not([data-test-script-state="notRunning"])')) return;
  const target = substitute();
  if (!target) return;
  if (!target.matches(CAN_FOCUS) && !target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  if (target instanceof HTMLIFrameElement) target.contentWindow?.focus();
}

// What is about to be removed may be hidden before.
/** @type {(element: Element | null) => boolean} */
const isShown = (element) => Boolean(element?.isConnected && element.getClientRects().length);

// What opened the story: a row of a table is another element after each run.
/** @type {() => HTMLElement | null} */
function again() {
  const id = /** @type {HTMLElement | null} */ (opener?.closest("tr[data-event]") ?? null)?.dataset.event;
  const row = id ? document.querySelector(`tr[data-event="${CSS.escape(id)}"] button`) : null;
  return /** @type {HTMLElement | null} */ (opener?.isConnected ? opener : row);
}

/** @type {() => HTMLElement | null} */
function substitute() {
  const story = document.querySelector(`${STORY} h2`);
  const wasInStory = around.some((box) => box.matches(STORY));
  const wasInDialog = around.some((box) => box.matches(DIALOG));
  const isClosed = (wasInStory && !story) || (wasInDialog && !document.querySelector(DIALOG));
  if (isClosed && isShown(again())) return again();
  const wasOffered = around.some((box) => box.matches(".st-key-offers"));
  if (wasOffered && story) return /** @type {HTMLElement} */ (story);
  const inside = around.findIndex((box) => box.matches('[data-testid="stElementContainer"]'));
  const box = around.slice(0, inside + 1).find((one) => isShown(one) && one.querySelector(CAN_FOCUS));
  const neighbours = box ? [...box.querySelectorAll(CAN_FOCUS)] : [];
  const heading = wasInStory ? ".bw-offered h2" : "h1";
  return /** @type {HTMLElement | null} */ (
    neighbours[Math.min(place, neighbours.length - 1)] ?? document.querySelector(heading) ?? document.querySelector("h1"));
}

/** @type {() => HTMLElement[]} */
const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(ROWS))];

/** @type {(event: KeyboardEvent) => void} */
function moveInRows(event) {
  const { target, key } = event;
  if (!(target instanceof HTMLElement) || !target.matches(ROWS)) return;
  const all = rows();
  const ends = /** @type {Record<string, number>} */ ({ Home: 0, End: all.length - 1 });
  const to = ends[key] ?? (STEPS[key] && all.indexOf(target) + STEPS[key]);
  if (to === undefined) return;
  event.preventDefault();
  all[Math.min(Math.max(to, 0), all.length - 1)].focus();
}
