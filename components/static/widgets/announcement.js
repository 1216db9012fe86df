// A sentence that is announced to screen readers when it changes, and that is scrolled into sight.

/** @param {Component<{ sentence: string, number: number }>} component */
export default function ({ data, parentElement }) {
  const box = /** @type {HTMLElement & { number?: number }} */ (
    parentElement.querySelector(".bw-announcement") ?? parentElement.appendChild(document.createElement("div"))
  );
  box.className = "bw-announcement";
  box.dir = "auto";
  if (box.number === data.number) return;
  box.number = data.number;
  box.textContent = data.sentence;
  dispatchEvent(new CustomEvent("basewatch-announce", { detail: data.sentence }));
  requestAnimationFrame(() => box.scrollIntoView({ block: "start" }));
}
