// The map of a snapshot: no page to talk to; a click opens the event in the list beneath.
(function (bw) {
  "use strict";

  bw.snapshot = function (config, wish) {
    bw.tell = open;
    const map = L.map("map", { zoomSnap: 0.25, trackResize: false, minZoom: 4, maxZoom: 14, zoomControl: false });
    L.control.zoom({ position: "topright" }).addTo(map);
    L.control.scale().addTo(map);
    bw.mount(map, config);
    bw.show(wish);
  };

  function open(message) {
    const event = message.kind === "select" && document.getElementById(message.event_id);
    if (!event) return;
    event.open = true;
    event.scrollIntoView({ block: "center" });
  }
})(window.basewatch);
