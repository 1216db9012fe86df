// What the map tells the page, and what the page asks of the map.
(function (bw) {
  "use strict";

  const SETTLED_MS = 250;
  let waiting = 0;
  let count = 0;
  const told = {};

  // A message to the page. The page hears only the last value, so each carries the last of every kind along: a click
  // is not lost because the map came to rest right after it. `count` makes two equal messages two events.
  bw.tell = function (message) {
    count = Math.max(count + 1, Date.now());
    told[message.kind] = { ...message, count };
    window.Streamlit.setComponentValue({ ...told });
  };

  bw.select = (eventId) => bw.tell({ kind: "select", event_id: eventId });

  bw.listen = function (map) {
    map.on("zoomend", () => bw.arrange());
    map.on("moveend", () => {
      bw.placeLabels();
      if (bw.state.quiet) return;
      bw.state.atHome = false;
      bw.state.asked = null;
      bw.foldLegend();
      clearTimeout(waiting);
      waiting = setTimeout(() => bw.tell({ kind: "move", at: position(map) }), SETTLED_MS);
    });
    followChart();
  };

  // The page asks for a position only where it differs from the one the map told last.
  bw.go = function (at) {
    clearTimeout(waiting);
    if (at === "home") return bw.goHome();
    bw.state.atHome = false;
    bw.state.asked = at;
    bw.foldLegend();
    return bw.quietly(() => bw.state.map.setView([at[0], at[1]], at[2], { reset: true }));
  };

  function position(map) {
    const centre = map.getCenter();
    return [+centre.lat.toFixed(4), +centre.lng.toFixed(4), +map.getZoom().toFixed(2)];
  }

  // Pointing at a month of the chart lights up its events here. The chart shows its tooltip in the page that holds this
  // frame; reading the month off it costs no round trip to the server. Watched is the tooltip alone, which appears among
  // the body's children: to watch all of the page cost time at each of its changes.
  function followChart() {
    const page = window.parent.document;
    const read = () => {
      const tooltip = find();
      const shown = tooltip && tooltip.classList.contains("visible");
      const month = shown ? (tooltip.textContent.match(/[A-Z][a-z]+ \d{4}/) || [""])[0] : "";
      if (month !== bw.state.pointedMonth) {
        bw.state.pointedMonth = month;
        bw.emphasise();
      }
    };
    const onTooltip = new MutationObserver(read);
    let watched = null;
    const find = () => {
      const tooltip = page.getElementById("vg-tooltip-element");
      if (tooltip && tooltip !== watched) {
        onTooltip.disconnect();
        onTooltip.observe(tooltip, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
      }
      watched = tooltip;
      return tooltip;
    };
    new MutationObserver(read).observe(page.body, { childList: true });
    read();
  }
})(window.basewatch);
