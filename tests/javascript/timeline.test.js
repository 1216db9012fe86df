// The time axis of the chart, its labels and its dots.
import assert from "node:assert/strict";
import test from "node:test";

import {
  at, dayAt, daysInWords, dayOf, gridStep, isoDay, namedTicks, nearestDays, placedLabels, stacked,
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
  const ticks = [[0, "Dec", false, ""], [0.05, "Jan 2024", true, "2024"], [0.5, "Feb", false, ""]];
  assert.deepEqual(namedTicks(ticks, 100, () => 20).map(({ words }) => words), ["Jan 2024", "Feb"]);
});

test("where the next year is near, a year is named by itself, and the last one stands within the axis", () => {
  /** @type {Tick[]} */
  const ticks = [[0, "Jan 2020", true, "2020"], [0.4, "Jan 2022", true, "2022"], [0.9, "Jun 2025", true, "2025"]];
  const named = namedTicks(ticks, 100, (words) => words.length * 4);
  assert.deepEqual(named.map(({ words }) => words), ["2020", "Jan 2022", "2025"]);
  assert.ok(named.every(({ x }) => x >= 0 && x <= 100 - 16));
});

test("days are in words, one or the first and the last one, in UTC", () => {
  assert.equal(daysInWords(dayOf("2024-02-29"), dayOf("2024-02-29")), "29 Feb 2024");
  assert.match(daysInWords(dayOf("2024-02-26"), dayOf("2024-03-03")), /^26 Feb\s–\s3 Mar 2024$/u);
});

test("a label that would leave the plot is at the left of its day, and one that would touch another is left out", () => {
  const placed = placedLabels([[90, "first"], [85, "second"], [10, "third"]], 100, () => 30);
  assert.deepEqual(placed.map(({ words, isLeft }) => [words, isLeft]), [["first", true], ["third", false]]);
});

test("the lines of the grid are round whole numbers, far enough from each other for their words", () => {
  assert.deepEqual([1, 2, 7, 54, 999].map((highest) => gridStep(highest, 0)), [1, 1, 5, 20, 500]);
  assert.equal(gridStep(54, 30), 50);
});

test("dots that would touch are one above the other", () => {
  assert.deepEqual(stacked([10, 11, 30, 12], 4), [0, 1, 0, 2]);
});

test("the pointer means the bar that it is over, or the nearest dot within reach", () => {
  const whole = /** @type {Stretch[]} */ ([[0, 100, 0, 1, false]]);
  const bars = /** @type {TimelineDot[]} */ ([[0, 9, "attack", 3, "", ""], [10, 19, "attack", 1, "", ""]]);
  assert.deepEqual(nearestDays(whole, bars, 0.15, 0.01), [10, 19]);
  const dots = /** @type {TimelineDot[]} */ ([[20, 20, "attack", 1, "", ""], [24, 24, "answer", 1, "", ""]]);
  assert.deepEqual(nearestDays(whole, dots, 0.235, 0.03), [24, 24]);
  assert.equal(nearestDays(whole, dots, 0.5, 0.03), null);
});
