// The map's pure functions. That they agree with the slide's is tests/browser/test_browser_parity.py.
import assert from "node:assert/strict";
import test from "node:test";

import { bw } from "./scripts.js";

const REPEL = { gap: 2, rounds: 400, limit: 300, moves: 40_000 };
const LOOK = /** @type {SymbolLook} */ ({
  single: 8, base: 9, growth: 2, plain_limit: 50, share_base: 11, share_growth: 8, icon_room: 6, icon_limit: 100,
});

/** @type {(changes?: object) => Group} */
function group(changes) {
  return {
    cell: "c", latitude: 33, longitude: 43, events: 1, attacks: 1, answers: 0, event_type: "ied", geo_precision: "site",
    location: "Here", origin: "record", ...changes,
  };
}

/** @type {(number: number) => Marker[]} */
function crowd(number) {
  return Array.from({ length: number }, (_, n) => (
    { x: (n * 37) % 100, y: (n * 61) % 80, halfWidth: 14, halfHeight: 12, weight: 1 + (n % 9) }));
}

test("columns become rows, and one value is every row's", () => {
  assert.deepEqual(bw.rowsOf({ rows: 2, cell: ["a", "b"], name: "" }), [{ cell: "a", name: "" }, { cell: "b", name: "" }]);
  assert.deepEqual(bw.rowsOf({ rows: 0 }), []);
  const rows = bw.rowsOf({ rows: 3, who: { of: ["One", "Two"], at: [0, 1, 0] } });
  assert.deepEqual(rows.map(({ who }) => who), ["One", "Two", "One"]);
});

test("words take the place of what stands in braces", () => {
  assert.equal(bw.fillIn("{number} × {type}", { number: 3, type: "{number}" }), "3 × {number}");
});

test("a count has two digits from a thousand on", () => {
  const words = [1, 999, 1000, 6692, 9950, 125_000, 999_950, 1_250_000, 2e9].map(bw.formatCount);
  assert.deepEqual(words, ["1", "999", "1k", "6.7k", "10k", "130k", "1M", "1.3M", "2B"]);
});

test("the kind says who struck", () => {
  const kinds = [[2, 2, 0], [2, 0, 2], [2, 1, 1], [2, 1, 0], [2, 0, 0]].map(([events, attacks, answers]) =>
    bw.kindOf({ events, attacks, answers }));
  assert.deepEqual(kinds, ["attack", "answer", "mixed", "mixed", "other"]);
});

test("a symbol grows with its events and with the icon beside its number", () => {
  const heights = [1, 2, 40].map((events) => bw.halfHeight(events, 40, LOOK));
  assert.deepEqual(heights, [...heights].sort((a, b) => a - b));
  assert.equal(bw.halfHeight(800, 800, LOOK), 19);
  const [wide, narrow] = [group({ events: 4 }), group({ events: 4, event_type: "" })];
  assert.equal(bw.scaledHalfWidth(wide, 40, 1, LOOK) - bw.scaledHalfWidth(narrow, 40, 1, LOOK), 6);
  assert.equal(bw.isPaired(group({ events: 100 }), LOOK), false);
});

test("pushed apart, symbols leave the gap between them", () => {
  const markers = crowd(12);
  bw.repel(markers, REPEL);
  for (const [n, a] of markers.entries()) {
    for (const b of markers.slice(n + 1)) {
      assert.ok(Math.hypot((b.x - a.x) / 30, (b.y - a.y) / 26) >= 0.99, `${n}`);
    }
  }
});

test("more symbols than the limit stay, and a crowd without room ends", () => {
  const many = crowd(301);
  assert.equal(bw.repel(many, REPEL), 0);
  assert.deepEqual(many, crowd(301));
  assert.ok(bw.repel(crowd(300), { ...REPEL, moves: 1000 }) < 1000 + 300 * 299 / 2);
});

test("a label takes the first free place around its point, or none", () => {
  const label = { text: "x", x: 50, y: 50, gap: 5, rise: 5, centred: false, dot: 0 };
  const frame = /** @type {Box} */ ([0, 0, 100, 100]);
  /** @type {(taken: Box[]) => number[][]} */
  const places = (taken) => bw.placeLabels([label], taken, frame, () => 30, 14, [2, 1]).map(({ x, y }) => [x, y]);
  assert.deepEqual(places([]), [[55, 50]]);
  assert.deepEqual(places([[50, 40, 100, 60]]), [[15, 50]]);
  assert.deepEqual(places([[0, 0, 100, 100]]), []);
});

test("the name of a struck place is no town's, and a base with a symbol is not idle", () => {
  const looks = ["struck base", "struck area", "idle base", "town"].map((kind) =>
    /** @type {LabelLook} */ (/** @type {Partial<LabelLook>} */ ({ kind, zoom_of_rank: { 3: 8 } })));
  const bases = ["Camp", "Fort"].map((name) => ({ card: `site:${name}`, name, latitude: 1, longitude: 1 }));
  const symbols = /** @type {MapSymbol[]} */ ([
    group({ location: "Town", geo_precision: "town" }), group({ location: "Fort" }), group({ location: "" }),
  ]);
  const places = [["Town", 1], ["Village", 3], ["City", 1]].map(([name, rank]) => (
    { name: String(name), kind: "town", lat: 0, lon: 0, rank: Number(rank) }));
  const words = bw.labelsOf({ symbols, bases, places, zoom: 7.5, looks }).map(({ kind, text }) => [kind, text]);
  assert.deepEqual(words, [["struck base", "Fort"], ["struck area", "Town"], ["idle base", "Camp"], ["town", "City"]]);
});

test("a place is drawn at its copy nearest the middle of the map", () => {
  assert.deepEqual([bw.nearest(-171.76, 179.5), bw.nearest(178.44, -172), bw.nearest(43, 44)], [188.24, -181.56, 43]);
});

test("the world is drawn again beyond the date line", () => {
  assert.deepEqual([bw.turns(28, 58), bw.turns(172, 187), bw.turns(-190, -170)], [[0], [0, 360], [-360, 0]]);
});

test("an outline has no line along the edge of the region", () => {
  const square = { geometry: { type: "Polygon", coordinates: [[[0, 0], [5, 0], [5, 5], [0, 5], [0, 0]]] } };
  assert.deepEqual(bw.outlines([square], [[0, 0], [10, 10]]), [[[5, 0], [5, 5], [0, 5]]]);
  assert.equal(bw.outlines([square], [[-1, -1], [10, 10]])[0].length, 5);
});
