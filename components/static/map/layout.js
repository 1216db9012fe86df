// Move symbols apart and place labels without overlaps; `geo/map_layout.py` does the same for a slide, and
// `components/slide/layers/labels.py` selects the same labels. A test compares them.
(function (bw) {
  "use strict";

  const TURN = 360;

  // The longitude, whole turns added, of the copy of a point that is nearest the middle of the map.
  bw.nearest = (longitude, middle) => longitude + TURN * Math.round((middle - longitude) / TURN);

  // The turns, in degrees, by which a copy of the world lies between two longitudes.
  bw.turns = (west, east) => [-TURN, 0, TURN].filter((turn) => west < turn + TURN / 2 && east > turn - TURN / 2);

  // The outlines of countries as lines, without the parts along the edge of the region, where land is only cut off.
  bw.outlines = function (features, [[south, west], [north, east]]) {
    const lines = /** @type {Line[]} */ ([]);
    const isCut = (/** @type {LonLat} */ a, /** @type {LonLat} */ b) =>
      (a[0] === b[0] && (a[0] === west || a[0] === east)) || (a[1] === b[1] && (a[1] === south || a[1] === north));
    for (const { geometry } of features) {
      const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      for (const ring of /** @type {Line[][]} */ (polygons).flat()) {
        let line = [ring[0]];
        for (const [n, point] of ring.slice(1).entries()) {
          if (isCut(ring[n], point)) {
            if (line.length > 1) lines.push(line);
            line = [point];
          } else {
            line.push(point);
          }
        }
        if (line.length > 1) lines.push(line);
      }
    }
    return lines;
  };

  bw.repel = function (markers, { gap, rounds, limit, moves }) {
    let moved = 0;
    if (markers.length > limit) return moved;
    for (let round = 0; round < rounds; round += 1) {
      const overlapping = overlaps(markers, gap);
      if (!overlapping.length || moved >= moves) break;
      for (const [i, j] of overlapping) separate(markers[i], markers[j], gap, i + j);
      moved += overlapping.length;
    }
    return moved;
  };

  /** @type {(markers: Marker[], gap: number) => [number, number][]} */
  function overlaps(markers, gap) {
    const found = /** @type {[number, number][]} */ ([]);
    for (let i = 0; i < markers.length; i += 1) {
      for (let j = i + 1; j < markers.length; j += 1) {
        const [a, b] = [markers[i], markers[j]];
        const across = (b.x - a.x) / (a.halfWidth + b.halfWidth + gap);
        if (across >= 1 || across <= -1) continue;
        const down = (b.y - a.y) / (a.halfHeight + b.halfHeight + gap);
        if (across ** 2 + down ** 2 < 1) found.push([i, j]);
      }
    }
    return found;
  }

  /** @type {(a: Marker, b: Marker, gap: number, seed: number) => void} */
  function separate(a, b, gap, seed) {
    const needX = a.halfWidth + b.halfWidth + gap;
    const needY = a.halfHeight + b.halfHeight + gap;
    let [dx, dy] = [b.x - a.x, b.y - a.y];
    const near = Math.hypot(dx / needX, dy / needY);
    if (near >= 1) return; // another pair of this round moved one of them away
    if (Math.hypot(dx, dy) < 0.5) [dx, dy] = [Math.cos(2.4 * seed), Math.sin(2.4 * seed)];
    const length = Math.hypot(dx, dy);
    const [ux, uy] = [dx / length, dy / length];
    const push = ((1 - near) / 2 + 0.01) * 2 * Math.hypot(ux * needX, uy * needY);
    const share = b.weight / (a.weight + b.weight);
    a.x -= ux * push * share;
    a.y -= uy * push * share;
    b.x += ux * push * (1 - share);
    b.y += uy * push * (1 - share);
  }

  bw.meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  // Each label in turn gets the first free place around its point, whole within the frame; or none.
  bw.placeLabels = function (labels, taken, frame, widthOf, height, [marginX, marginY]) {
    const covered = [...taken];
    const isCovered = (/** @type {Box} */ box) => covered.some((other) => bw.meets(box, other));
    const placed = [];
    for (const label of labels) {
      const { x, y, dot } = label;
      if (dot && isCovered([x - dot, y - dot, x + dot, y + dot])) continue;
      const length = widthOf(label);
      for (const [left, middle] of candidates(label, length, height)) {
        const [top, bottom] = [middle - height / 2 - marginY, middle + height / 2 + marginY];
        const box = /** @type {Box} */ ([left - marginX, top, left + length + marginX, bottom]);
        if (!isInside(box, frame) || isCovered(box)) continue;
        covered.push(box);
        placed.push({ label, x: left, y: middle });
        break;
      }
    }
    return placed;
  };

  /** @type {(box: Box, frame: Box) => boolean} */
  function isInside(box, frame) {
    return box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  }

  // Best first: the left end and the middle of the label's line.
  /** @type {(label: Label, length: number, height: number) => [number, number][]} */
  function candidates({ x, y, gap, rise, centred }, length, height) {
    if (centred) return [[x - length / 2, y], [x - length / 2, y - height], [x - length / 2, y + height]];
    const [right, left] = [x + gap, x - gap - length];
    return [
      [right, y], [left, y],
      [right - 3, y - rise], [right - 3, y + rise], [left + 3, y - rise], [left + 3, y + rise],
      [x - length / 2, y - rise - height / 2 - 2], [x - length / 2, y + rise + height / 2 + 2],
    ];
  }

  // The bases without a symbol.
  bw.idleBases = function (bases, symbols) {
    const struck = new Set(symbols.map((symbol) => symbol.location));
    return bases.filter((base) => !struck.has(base.name));
  };

  // The labels of a map at this zoom, the most important first; the caller adds their positions.
  bw.labelsOf = function ({ symbols, bases, places, zoom, looks }) {
    const names = new Set(bases.map((base) => base.name));
    const named = symbols.filter((symbol) => symbol.location);
    named.sort((a, b) => b.events - a.events || (a.location < b.location ? -1 : a.location > b.location ? 1 : 0));
    const struck = named.map((symbol) => ({
      kind: struckKind(symbol, names), text: symbol.location, point: symbol, symbol, rank: 0,
    }));
    const idle = bw.idleBases(bases, symbols).map((base) => ({ kind: "idle base", text: base.name, point: base, rank: 0 }));
    const taken = new Set(named.map((symbol) => symbol.location));
    const others = places.filter(({ kind, name }) => kind !== "town" || !taken.has(name)).map((place) => ({
      kind: place.kind, text: place.name, point: { latitude: place.lat, longitude: place.lon }, rank: place.rank,
    }));
    return looks.flatMap((look) => [...struck, ...idle, ...others]
      .filter(({ kind, rank }) => kind === look.kind && zoom >= (look.zoom_of_rank[rank] ?? 0))
      .map((label) => ({ ...label, look, text: look.upper ? label.text.toUpperCase() : label.text })));
  };

  /** @type {(symbol: Group, bases: Set<string>) => string} */
  function struckKind({ location, geo_precision: precision }, bases) {
    if (bases.has(location)) return "struck base";
    return precision === "site" ? "struck site" : "struck area";
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
