// Messages to the page, and moves of the map that the page requests.
(function (bw) {
  "use strict";

  const SETTLED_MS = 250;
  // Width and height of the map on paper, in pixels: those between the margins of A4 and of Letter.
  const PAPER = { width: 690, height: 376 };
  // The room for the buttons along the upper edge, in pixels, so that they cover no symbol.
  const BUTTONS = matchMedia("(pointer: coarse)").matches ? 60 : 44;
  const [TOP_LEFT, BOTTOM_RIGHT] = /** @type {[L.PointTuple, L.PointTuple]} */ ([[12, BUTTONS], [12, 12]]);
  const last = /** @type {Record<string, Message>} */ ({});
  let moveTimer = /** @type {Timer} */ (undefined);
  let sizeTimer = /** @type {Timer} */ (undefined);
  let count = 0;
  let reported = "";
  let session = /** @type {string | undefined} */ (undefined);

  // The page receives only the last value, so each value holds the last message of every kind: a click is not lost if the
  // map stops moving right after it. `count` distinguishes equal messages.
  bw.emit = function (message) {
    count = Math.max(count + 1, Date.now());
    last[message.kind] = { ...message, count };
    window.Streamlit.setComponentValue({ ...last });
  };

  // A message that started a new session (the server was restarted) is sent again; those that the page has seen are not.
  bw.acknowledge = function ({ session: current, acknowledged = 0 }) {
    for (const { kind, count: sent } of Object.values(last)) if (Number(sent) <= acknowledged) delete last[kind];
    const isRestarted = session && session !== current;
    session = current;
    if (!isRestarted) return;
    const unseen = Object.values(last).sort((a, b) => Number(a.count) - Number(b.count));
    for (const message of unseen) bw.emit(message);
  };

  bw.select = (eventId) => bw.emit({ kind: "select", event_id: eventId });

  bw.listen = function (map) {
    map.on("zoomend", () => bw.redraw());
    map.on("moveend", () => {
      followMove();
      bw.keepListInside();
      if (bw.state.quiet) return;
      bw.state.atHome = false;
      bw.state.requested = null;
      clearTimeout(moveTimer);
      moveTimer = setTimeout(() => bw.emit({ kind: "move", at: position(map), size: size(map) }), SETTLED_MS);
    });
    bw.followChart();
    bw.listenToPrinter(map);
  };

  function followMove() {
    const { shown, updating, config } = bw.state;
    if (!shown || updating) return;
    if (bw.turnSymbols()) bw.redraw();
    for (const layer of config.layers.map((name) => bw.layers[name])) if (layer.followsMove) layer.update();
    bw.fitLegend();
  }

  // Fit what the view shows into the frame, at every size of the frame, until a person moves the map.
  bw.goHome = function () {
    bw.state.atHome = true;
    fit(bw.state.home ?? bw.state.config.home);
  };

  // Show the four countries whatever the view shows; where that is not the view's own frame, it is a move like any other.
  bw.showRegion = function () {
    const { home, config, map } = bw.state;
    if (!home) {
      bw.goHome();
      return bw.emit({ kind: "move", at: null });
    }
    bw.state.atHome = false;
    bw.state.requested = null;
    fit(config.home);
    return bw.emit({ kind: "move", at: position(map), size: size(map) });
  };

  /** @type {(box: L.LatLngBoundsExpression) => void} */
  function fit(box) {
    const fitted = { animate: false, paddingTopLeft: TOP_LEFT, paddingBottomRight: BOTTOM_RIGHT };
    bw.withoutEvents(() => bw.state.map.fitBounds(box, fitted));
  }

  // The page requests a position only if it differs from the one that the map reported last.
  bw.moveTo = function (at) {
    clearTimeout(moveTimer);
    delete last.move;
    if (at === "home") return bw.goHome();
    bw.state.atHome = false;
    bw.state.requested = at;
    return bw.withoutEvents(() => bw.state.map.setView([at[0], at[1]], at[2], { reset: true }));
  };

  // Move the map without a message to the page, because no person moved it.
  bw.withoutEvents = function (move) {
    bw.state.quiet = true;
    move();
    bw.state.quiet = false;
  };

  // The page computes groups for a map of at least the size `config.frame`. A larger map reports its size, and reports
  // again when it is smaller.
  bw.reportSize = function () {
    const { map, config } = bw.state;
    const computed = size(map).map((pixels, axis) => Math.max(pixels, config.frame[axis])).join();
    if (computed === (reported || config.frame.join())) return;
    reported = computed;
    clearTimeout(sizeTimer);
    // As the map is when the message is sent: the position of a link comes after the first size.
    const at = () => (bw.state.atHome ? null : bw.state.requested || position(map));
    sizeTimer = setTimeout(() => bw.emit({ kind: "move", at: at(), size: size(map) }), SETTLED_MS);
  };

  // On paper the frame has another size, of which the map learns too late: it is drawn for it before, with all that it
  // shows on the screen.
  bw.listenToPrinter = function (map) {
    const frame = /** @type {HTMLElement | null} */ (window.frameElement);
    if (!frame) return;
    let before = /** @type {{ at: L.LatLng, zoom: number } | null} */ (null);
    const resize = (/** @type {() => void} */ move) => bw.withoutEvents(() => {
      map.invalidateSize({ animate: false });
      move();
    });
    window.parent.addEventListener("beforeprint", () => {
      const shown = bw.state.atHome ? L.latLngBounds(bw.state.home ?? bw.state.config.home) : map.getBounds();
      before = { at: map.getCenter(), zoom: map.getZoom() };
      for (const [name, pixels] of Object.entries(PAPER)) frame.style.setProperty(name, `${pixels}px`, "important");
      resize(() => map.fitBounds(shown, { animate: false }));
      bw.redraw();
    });
    window.parent.addEventListener("afterprint", () => {
      for (const name of Object.keys(PAPER)) frame.style.removeProperty(name);
      if (before) resize(() => before && map.setView(before.at, before.zoom, { animate: false }));
      bw.redraw();
    });
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
