// The map of a snapshot: there is no page to send messages to, so a click opens the event in the list below.
(function (bw) {
  "use strict";

  bw.snapshot = function (config, mapState) {
    bw.emit = open;
    const zooms = { zoomSnap: 0.25, minZoom: config.min_zoom, maxZoom: 14, zoomControl: false };
    const map = L.map("map", { ...zooms, trackResize: false });
    L.control.zoom({ position: "topright" }).addTo(map);
    L.control.scale().addTo(map);
    bw.mount(map, config);
    bw.show(mapState);
  };

  /** @type {(message: Message) => void} */
  function open(message) {
    const event = message.kind === "select" && document.getElementById(message.event_id);
    if (!(event instanceof HTMLDetailsElement)) return;
    event.open = true;
    event.scrollIntoView({ block: "center" });
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
