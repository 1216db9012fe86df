// The pure functions of the page's components.
import assert from "node:assert/strict";
import test from "node:test";

import { connect } from "../../components/static/widgets/clicks.js";
import { chosen } from "../../components/static/widgets/option_groups.js";
import { tabSeparated } from "../../components/static/widgets/copy.js";
import { nextOrder, sorted } from "../../components/static/widgets/table.js";

/** @type {TableRow[]} */
const ROWS = [
  ["a", false, "3 Jan", "Drone", "1,200+"], ["b", false, "2 Jan", "", "9 US"], ["c", false, "1 Jan", "Airstrike", ""],
];
const KEYS = ["date", "event", "killed"];

/** @type {(order: string) => string} */
const order = (name) => sorted({ unsorted: ROWS, keys: KEYS, order: name }).map(([id]) => id).join("");

test("a column sorts both ways, then the newest come first again", () => {
  /** @type {(key: string, before: string[]) => string[]} */
  const after = (key, before) => before.map((one) => nextOrder(key, one, "-date"));
  assert.deepEqual(after("event", ["-date", "event", "-event"]), ["event", "-event", "-date"]);
  assert.deepEqual(after("killed", ["-date", "-killed", "killed"]), ["-killed", "killed", "-date"]);
  assert.deepEqual(after("date", ["-date", "date", "event"]), ["date", "-date", "-date"]);
});

test("rows without a value come last in both orders", () => {
  assert.equal(order("-killed"), "abc");
  assert.equal(order("killed"), "bac");
  assert.equal(order("event"), "cab");
  assert.equal(order("-event"), "acb");
});

test("dates are sorted by the order of the page, the newest first", () => {
  assert.equal(order("-date"), "abc");
  assert.equal(order("date"), "cba");
});

test("a column whose texts do not sort is sorted by its ranks", () => {
  const ranks = { last: { a: "2024-01-03", b: "", c: "2020-05-01" } };
  const by = (/** @type {string} */ name) =>
    sorted({ unsorted: ROWS, keys: ["last", "event", "killed"], order: name, ranks }).map(([id]) => id).join("");
  assert.deepEqual([by("last"), by("-last")], ["cab", "acb"]);
});

test("a copied table holds no formula and one line for each row", () => {
  const rows = [["=1+1", "al-Asad\tbase\nnorth"], ["-5", "'@x"], ["'quoted'", "7+"], ["\tx", "＝1"]];
  assert.equal(tabSeparated(["Event", "Place"], rows),
    "Event\tPlace\n'=1+1\tal-Asad base north\n'-5\t''@x\n'quoted'\t7+\n' x\t'＝1");
});

test("clicks that the page has not acknowledged change the values that it sent", () => {
  /** @type {Choice[]} */
  const pending = [[4, "side", "attack", true], [5, "side", "other", false], [6, "type", "ied", true]];
  assert.deepEqual([...chosen(pending, { name: "side", look: "boxes", chosen: ["other"] })], ["attack"]);
  assert.deepEqual([...chosen([[4, "period", "b", true]], { name: "period", look: "periods", chosen: ["a"] })], ["b"]);
});

test("a click is sent until it is acknowledged, and again to a new session", () => {
  /** @type {unknown[]} */
  const sent = [];
  /** @type {Partial<Clicks<[string]>>} */
  const box = {};
  const respond = (/** @type {Acknowledgement} */ data) => {
    const setTriggerValue = (/** @type {string} */ name, /** @type {unknown} */ value) => sent.push([name, value]);
    connect(box, { data, setTriggerValue }, "act");
  };
  respond({ acknowledged: 0, session: "one" });
  box.send?.("a");
  box.send?.("b");
  assert.deepEqual(sent.splice(0), [["act", [[1, "a"]]], ["act", [[1, "a"], [2, "b"]]]]);
  respond({ acknowledged: 1, session: "one" });
  assert.deepEqual(sent, []);
  respond({ acknowledged: 0, session: "two" });
  assert.deepEqual(sent.splice(0), [["act", [[2, "b"]]]]);
  respond({ acknowledged: 2, session: "two" });
  box.send?.("c");
  assert.deepEqual(sent, [["act", [[3, "c"]]]]);
});
