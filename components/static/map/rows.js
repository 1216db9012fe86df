// Tables of the page: one list for each column, one value that all rows share, or few values (`of`) with the place of each
// row's among them (`at`); see components/map/columns.py.
(function (bw) {
  "use strict";

  bw.rowsOf = function ({ rows, ...columns }) {
    const entries = Object.entries(columns);
    const valueOf = (/** @type {any} */ values, /** @type {number} */ n) => {
      if (Array.isArray(values)) return values[n];
      return values?.of ? values.of[values.at[n]] : values;
    };
    const row = (/** @type {number} */ n) => Object.fromEntries(entries.map(([name, values]) => [name, valueOf(values, n)]));
    return Array.from({ length: rows }, (_, n) => /** @type {any} */ (row(n)));
  };

  // A template's words with values in place of the names in braces.
  bw.fillIn = (template, values = {}) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
