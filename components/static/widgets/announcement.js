// A sentence that screen readers read when it changes, and that is scrolled into sight.

/** @param {Component<{ sentence: string, number: number }>} component */
export default function ({ data, parentElement }) {
  const box = /** @type {HTMLElement & { number?: number }} */ (
    parentElement.querySelector(".bw-announcement") ?? parentElement.appendChild(document.createElement("div"))
  );
  box.className = "bw-announcement";
  box.setAttribute("role", "status");
  box.dir = "auto";
  if (box.number === data.number) return;
  box.number = data.number;
  // A status that is filled when it is mounted is not read, so it is filled a moment later.
  requestAnimationFrame(() => {
    box.textContent = data.sentence;
    box.scrollIntoView({ block: "start" });
  });
}
