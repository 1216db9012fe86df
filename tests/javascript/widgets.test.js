// The pure functions of the page's components.
import assert from "node:assert/strict";
import test from "node:test";

import { chosen } from "../../components/static/widgets/option_groups.js";
import { neighbour } from "../../components/static/widgets/keys.js";
import { nextWay, sorted } from "../../components/static/widgets/table.js";

/** @type {TableRow[]} */
const ROWS = [
  ["a", false, "3 Jan", "Drone", "1,200+"], ["b", false, "2 Jan", "", "9"], ["c", false, "1 Jan", "Airstrike", ""],
];
const KINDS = ["date", "event", "number"];

/** @type {(column: number, way: Way) => string} */
const order = (column, way) => sorted({ unsorted: ROWS, kinds: KINDS, order: { column, way } }).map(([id]) => id).join("");

test("a column sorts both ways, then not at all", () => {
  assert.deepEqual([nextWay("who"), nextWay("who", "ascending"), nextWay("who", "descending")],
    ["ascending", "descending", undefined]);
  assert.deepEqual([nextWay("number"), nextWay("number", "descending"), nextWay("number", "ascending")],
    ["descending", "ascending", undefined]);
});

test("rows without a value come last in both orders", () => {
  assert.equal(order(2, "descending"), "abc");
  assert.equal(order(2, "ascending"), "bac");
  assert.equal(order(1, "ascending"), "cab");
  assert.equal(order(1, "descending"), "acb");
});

test("dates are sorted by the order of the page, the newest first", () => {
  assert.equal(order(0, "descending"), "abc");
  assert.equal(order(0, "ascending"), "cba");
});

test("clicks that the page has not acknowledged change the values that it sent", () => {
  /** @type {Choice[]} */
  const pending = [[4, "side", "attack", true], [5, "side", "other", false], [6, "type", "ied", true]];
  assert.deepEqual([...chosen(pending, { name: "side", look: "boxes", chosen: ["other"] })], ["attack"]);
  assert.deepEqual([...chosen([[4, "period", "b", true]], { name: "period", look: "periods", chosen: ["a"] })], ["b"]);
});

test("the keys lead to the event before and after, and from none to the ends", () => {
  const events = ["a", "b", "c"];
  assert.deepEqual([neighbour(events, "", 1), neighbour(events, "gone", -1)], ["a", "c"]);
  assert.deepEqual([neighbour(events, "b", 1), neighbour(events, "b", -1)], ["c", "a"]);
  assert.deepEqual([neighbour(events, "c", 1), neighbour(events, "a", -1), neighbour([], "", 1)], [undefined, undefined, undefined]);
});
