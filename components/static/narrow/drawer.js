// The filters on a narrow screen: a drawer over the page, with a button that opens it and one in it that closes it. Its
// state is an attribute of the page, not Streamlit's own: Streamlit keeps the sidebar open on a tablet.
const main = () => /** @type {HTMLElement} */ (document.querySelector('[data-testid="stMain"]'));
const sidebar = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-testid="stSidebar"]'));
const isOpen = () => document.documentElement.dataset.bwFilters === "open";
const narrow = matchMedia("(max-width: 1239px)");

/** @param {Component<{ words: string, opens: boolean }>} component */
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button") ?? parentElement.appendChild(document.createElement("button"));
  button.textContent = data.words;
  button.onclick = data.opens ? open : close;
  if (!data.opens) return;
  button.id = "bw-filters";
  button.setAttribute("aria-controls", "stSidebar");
  button.setAttribute("aria-expanded", String(isOpen()));
}

function open() {
  const drawer = sidebar();
  if (!drawer) return;
  document.documentElement.dataset.bwFilters = "open";
  main().inert = true;
  drawer.tabIndex = -1;
  drawer.focus({ preventScroll: true });
  opener()?.setAttribute("aria-expanded", "true");
}

function close() {
  delete document.documentElement.dataset.bwFilters;
  main().inert = false;
  opener()?.setAttribute("aria-expanded", "false");
  opener()?.focus({ preventScroll: true });
}

const opener = () => document.getElementById("bw-filters");

// Lists and dialogs that belong to a control of the drawer are outside the page's own element.
addEventListener("pointerdown", ({ target }) => {
  if (isOpen() && target instanceof Element && target.closest(".stApp") && !sidebar()?.contains(target)) close();
});
// Before the page’s own Escape, which closes the story.
addEventListener("keydown", (event) => {
  const isList = event.target instanceof Element && event.target.getAttribute("aria-expanded") === "true";
  if (event.key !== "Escape" || !isOpen() || isList || document.querySelector("[role=dialog]")) return;
  event.preventDefault();
  close();
}, { capture: true });
narrow.addEventListener("change", () => isOpen() && close());
