// Tables of the page: one list for each column, or one value that all rows share (components/map/columns.py).
(function (bw) {
  "use strict";

  bw.rowsOf = function ({ rows, ...columns }) {
    const entries = Object.entries(columns);
    const valueOf = (/** @type {unknown} */ values, /** @type {number} */ n) => (Array.isArray(values) ? values[n] : values);
    const row = (/** @type {number} */ n) => Object.fromEntries(entries.map(([name, values]) => [name, valueOf(values, n)]));
    return Array.from({ length: rows }, (_, n) => /** @type {any} */ (row(n)));
  };

  // A template's words with values in place of the names in braces.
  bw.fillIn = (template, values = {}) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
