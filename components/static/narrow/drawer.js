// The filters on a narrow screen: a drawer over the page, with a button that opens it and one in it that closes it. Its
// state is an attribute of the page, not Streamlit's own: Streamlit keeps the sidebar open on a tablet.
const main = () => /** @type {HTMLElement} */ (document.querySelector('[data-testid="stMain"]'));
const sidebar = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-testid="stSidebar"]'));
const isOpen = () => document.documentElement.dataset.bwFilters === "open";
const narrow = matchMedia("(max-width: 1100px)");

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

// Lists and dialogs that belong to a control of the drawer stand outside the page's own element.
addEventListener("pointerdown", ({ target }) => {
  if (isOpen() && target instanceof Element && target.closest(".stApp") && !sidebar()?.contains(target)) close();
});
addEventListener("keydown", ({ key, target, defaultPrevented }) => {
  const isList = target instanceof Element && target.getAttribute("aria-expanded") === "true";
  if (key === "Escape" && isOpen() && !isList && !defaultPrevented) close();
});
narrow.addEventListener("change", () => isOpen() && close());
