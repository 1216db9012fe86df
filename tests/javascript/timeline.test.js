// The time axis of the chart, its labels and its dots.
import assert from "node:assert/strict";
import test from "node:test";

import {
  at, dayAt, dayOf, gridValues, isoDay, namedTicks, placedLabels, stacked,
} from "../../components/static/timeline/scale.js";

/** @type {Stretch[]} */
const stretches = [[0, 31, 0, 0.4, false], [31, 1000, 0.4, 0.6, true], [1000, 1031, 0.6, 1, false]];

test("every day of the axis lies within itself, also in a break", () => {
  for (const day of [0, 15, 30, 1000, 1015, 1030]) assert.equal(dayAt(stretches, at(stretches, day + 0.5)), day);
  const inBreak = at(stretches, 500);
  assert.ok(inBreak > 0.4 && inBreak < 0.6);
  assert.equal(at(stretches, -7), 0);
  assert.equal(at(stretches, 5000), 1);
  assert.equal(dayAt(stretches, 1), 1030);
});

test("a day as text and as a number are the same in every time zone", () => {
  assert.equal(isoDay(dayOf("2024-02-29")), "2024-02-29");
  assert.equal(dayOf("1970-01-02"), 1);
});

test("years are named before months, and no two labels touch", () => {
  /** @type {Tick[]} */
  const ticks = [[0, "Dec", false], [0.05, "Jan 2024", true], [0.5, "Feb", false]];
  assert.deepEqual(namedTicks(ticks, 100, () => 20).map(([, words]) => words), ["Jan 2024", "Feb"]);
});

test("a label that would leave the plot is at the left of its day, and one that would touch another is left out", () => {
  const placed = placedLabels([[90, "first"], [85, "second"], [10, "third"]], 100, () => 30);
  assert.deepEqual(placed.map(({ words, isLeft }) => [words, isLeft]), [["first", true], ["third", false]]);
});

test("the grid has whole numbers that reach no further than the columns", () => {
  for (const highest of [1, 2, 7, 54, 999]) {
    const values = gridValues(highest);
    assert.ok(values.length > 0 && values.every((value) => Number.isInteger(value) && value <= highest), String(values));
  }
  assert.deepEqual(gridValues(0), []);
});

test("dots that would touch are one above the other", () => {
  assert.deepEqual(stacked([10, 11, 30, 12], 4), [0, 1, 0, 2]);
});
