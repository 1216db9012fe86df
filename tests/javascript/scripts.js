// The map's scripts as node loads them: those that draw nothing need no browser.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";

const FOLDER = new URL("../../components/static/map/", import.meta.url);

for (const name of ["rows", "symbols", "layout", "keyboard"]) {
  const file = fileURLToPath(new URL(`${name}.js`, FOLDER));
  runInThisContext(readFileSync(file, "utf8"), { filename: file });
}

export const bw = globalThis.basewatch;
