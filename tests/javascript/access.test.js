// The order of the symbols for the keyboard, and what is announced after a run.
import assert from "node:assert/strict";
import { test } from "node:test";

import { changes } from "../../components/static/access/access.js";
import { bw } from "./scripts.js";

/** @type {(days: string[]) => Pick<MapSymbol, "members">} */
const symbol = (days) => ({
  members: /** @type {Member[]} */ (days.map((when) => ({ when, month: when.endsWith("2023") ? "2023-11" : "2024-02" }))),
});

test("symbols are in the order of their first event; one known to its month comes before its days", () => {
  const [late, early, month] = [symbol(["2 Feb 2024"]), symbol(["7 Feb 2024", "12 Nov 2023"]), symbol(["Nov 2023"])];
  assert.deepEqual(bw.byDate([late, early, month]), [month, early, late]);
});

test("symbols without known events keep their order", () => {
  const [most, fewer] = [symbol([]), symbol([])];
  assert.deepEqual(bw.byDate([most, fewer]), [most, fewer]);
});

test("the first load announces nothing, later ones what has changed", () => {
  const view = { view: "Attacks: 31 events.", story: "", closed: "Story closed." };
  const open = { ...view, story: "Drone strike at Tower 22, 28 Jan 2024." };
  assert.deepEqual(changes(null, open), []);
  assert.deepEqual(changes(view, view), []);
  assert.deepEqual(changes(view, open), [open.story]);
  assert.deepEqual(changes(open, view), ["Story closed."]);
  assert.deepEqual(changes(view, { ...open, view: "Strikes: 18 events." }), ["Strikes: 18 events.", open.story]);
});
