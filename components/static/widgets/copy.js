// Tables as text for the clipboard, in which no spreadsheet finds a formula.
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** @type {(text: string) => string} */
const cell = (text) => (FORMULA.test(text) ? `'${text}` : text).replace(/[\t\r\n]+/g, " ");

/**
 * Rows as lines with tabs between the cells, under their head; a cell that might be run has an apostrophe in front, as
 * `data/spreadsheet.py` sets it in files.
 * @type {(head: string[], rows: unknown[][]) => string}
 */
export function tabSeparated(head, rows) {
  return [head, ...rows].map((row) => row.map((value) => cell(String(value))).join("\t")).join("\n");
}

/**
 * Copy a text, also where the page has no encrypted connection; return whether that was allowed.
 * @type {(text: string) => Promise<boolean>}
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByEvent(text);
  }
}

/** @type {(text: string) => boolean} */
function copyByEvent(text) {
  let isCopied = false;
  const write = (/** @type {ClipboardEvent} */ event) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    isCopied = true;
  };
  document.addEventListener("copy", write, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", write);
  return isCopied;
}
