// Tables of the page: one list for each column, or one value that all rows share (components/map/columns.py).
(function (bw) {
  "use strict";

  bw.rowsOf = function ({ rows, ...columns }) {
    const entries = Object.entries(columns);
    return Array.from({ length: rows }, (_, n) =>
      Object.fromEntries(entries.map(([name, values]) => [name, Array.isArray(values) ? values[n] : values])));
  };

  // A template's words with the values for what stands in its braces.
  bw.fillIn = (template, values = {}) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
