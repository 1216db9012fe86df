// The bar over the slide is seen while somebody uses the page, so that a screenshot of the window is the slide and nothing
// but the slide.
const SHOWN_MS = 2500;
const root = document.documentElement;
let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

function hide() {
  root.dataset.bwSlideBar = "hidden";
}

function show() {
  root.dataset.bwSlideBar = "shown";
  clearTimeout(timer);
  timer = setTimeout(hide, SHOWN_MS);
}

hide();

for (const kind of ["keydown", "scroll", "click"]) document.addEventListener(kind, show, { capture: true, passive: true });
// A finger shows the bar when it is lifted: the same tap must not press a button of it.
document.addEventListener("pointermove", ({ pointerType }) => pointerType === "touch" || show(), { passive: true });

/** @param {Component<{ words: string }>} component */
export default function ({ data }) {
  const bar = document.querySelector(".st-key-slide-bar");
  bar?.setAttribute("role", "group");
  bar?.setAttribute("aria-label", data.words);
}
