// The tooltip of the chart; the map shows what is pointed at.
const POINTED = "basewatch-point"; // the map listens to it in the page around its frame
const GAP = 8; // pixels between the tooltip and what it explains

/**
 * Show words while an element is pointed at or focused, and on the map what it means.
 * @type {(box: TimelineBox, element: SVGElement, pointed: { month: string, event: string }, words: () => string) => void}
 */
export function explain(box, element, pointed, words) {
  const enter = () => {
    point(pointed);
    showTip(box, element, words());
  };
  const leave = () => {
    point({ month: "", event: "" });
    hideTip(box);
  };
  for (const name of ["pointerenter", "focus"]) element.addEventListener(name, enter);
  for (const name of ["pointerleave", "blur"]) element.addEventListener(name, leave);
}

/** @type {(pointed: { month: string, event: string }) => void} */
export function point(pointed) {
  dispatchEvent(new CustomEvent(POINTED, { detail: pointed }));
}

/** @type {(box: TimelineBox, element: Element, words: string) => void} */
export function showTip(box, element, words) {
  const [head, ...lines] = words.split("\n");
  box.tip.replaceChildren(line("strong", head), ...lines.map((one) => line("div", one)));
  box.tip.hidden = false;
  const [x, y] = placeOf(box, element.getBoundingClientRect());
  box.tip.style.left = `${x}px`;
  box.tip.style.top = `${y}px`;
}

/** @type {(box: TimelineBox) => void} */
export function hideTip(box) {
  box.tip.hidden = true;
}

/** @type {(name: string, words: string) => HTMLElement} */
function line(name, words) {
  return Object.assign(document.createElement(name), { textContent: words, dir: "auto" });
}

// The tooltip is beside what it explains, above or below it where there is no room: never over it.
/** @type {(box: TimelineBox, explained: DOMRect) => [x: number, y: number]} */
function placeOf(box, { left, right, top, bottom }) {
  const frame = box.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = box.tip;
  const [before, after] = [left - GAP - wide, right + GAP];
  const [above, below] = [top - high - GAP, bottom + GAP];
  const isRight = after + wide <= frame.right;
  if (isRight || before >= frame.left) {
    const y = Math.max(Math.min(top, innerHeight - high - GAP), 0);
    return [(isRight ? after : before) - frame.left, y - frame.top];
  }
  const x = Math.max(Math.min(left - frame.left, frame.width - wide), 0);
  return [x, (above >= 0 ? above : below) - frame.top];
}
