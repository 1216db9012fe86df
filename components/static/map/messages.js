// Messages to the page, and the moves of the map that the page asks for.
(function (bw) {
  "use strict";

  const SETTLED_MS = 250;
  const last = /** @type {Record<string, Message>} */ ({});
  let moveTimer = /** @type {Timer} */ (undefined);
  let sizeTimer = /** @type {Timer} */ (undefined);
  let count = 0;
  let reported = "";

  // The page receives only the last value, so each carries the last message of every kind: a click is not lost because
  // the map came to rest right after it. `count` makes two equal messages two events.
  bw.emit = function (message) {
    count = Math.max(count + 1, Date.now());
    last[message.kind] = { ...message, count };
    window.Streamlit.setComponentValue({ ...last });
  };

  bw.select = (eventId) => bw.emit({ kind: "select", event_id: eventId });

  bw.listen = function (map) {
    map.on("zoomend", () => bw.redraw());
    map.on("moveend", () => {
      followMove();
      if (bw.state.quiet) return;
      bw.state.atHome = false;
      bw.state.requested = null;
      bw.foldLegend();
      clearTimeout(moveTimer);
      moveTimer = setTimeout(() => bw.emit({ kind: "move", at: position(map), size: size(map) }), SETTLED_MS);
    });
    bw.followChart();
  };

  function followMove() {
    const { shown, updating, config } = bw.state;
    if (!shown || updating) return;
    for (const layer of config.layers.map((name) => bw.layers[name])) if (layer.followsMove) layer.update();
  }

  // The four countries, or the events of other data, in the frame, whatever its size, until somebody moves the map.
  bw.goHome = function () {
    bw.state.atHome = true;
    bw.withoutEvents(() => bw.state.map.fitBounds(bw.state.home ?? bw.state.config.home, { animate: false, padding: [12, 12] }));
  };

  // The page asks for a position only where it differs from the one that the map reported last.
  bw.moveTo = function (at) {
    clearTimeout(moveTimer);
    if (at === "home") return bw.goHome();
    bw.state.atHome = false;
    bw.state.requested = at;
    bw.foldLegend();
    return bw.withoutEvents(() => bw.state.map.setView([at[0], at[1]], at[2], { reset: true }));
  };

  // Move the map without a message to the page: it was not a person who moved it.
  bw.withoutEvents = function (move) {
    bw.state.quiet = true;
    move();
    bw.state.quiet = false;
  };

  // Groups are found for a map of at least the size `config.frame`; a larger one reports its size, and when it is
  // small again.
  bw.reportSize = function () {
    const { map, config, atHome, requested } = bw.state;
    const known = size(map).map((pixels, axis) => Math.max(pixels, config.frame[axis])).join();
    if (known === (reported || config.frame.join())) return;
    reported = known;
    clearTimeout(sizeTimer);
    const at = () => (atHome ? null : requested || position(map));
    sizeTimer = setTimeout(() => bw.emit({ kind: "move", at: at(), size: size(map) }), SETTLED_MS);
  };

  /** @type {(map: L.Map) => Position} */
  function position(map) {
    const centre = map.getCenter();
    return [+centre.lat.toFixed(4), +centre.lng.toFixed(4), +map.getZoom().toFixed(2)];
  }

  /** @type {(map: L.Map) => [number, number]} */
  function size(map) {
    const { x, y } = map.getSize();
    return [x, y];
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
