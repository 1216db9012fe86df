// Pointing at a month or an event in the chart highlights it on the map, and the other way round, without a round trip to
// the server: both tell the page around this frame by an event.
(function (bw) {
  "use strict";

  const IN_CHART = "basewatch-point";
  const ON_MAP = "basewatch-point-map";

  bw.followChart = function () {
    window.parent.addEventListener(IN_CHART, (event) => {
      const { month, event: id } = /** @type {CustomEvent<Pointed>} */ (event).detail;
      if (month === (bw.state.pointedMonth ?? "") && id === (bw.state.pointedEvent ?? "")) return;
      Object.assign(bw.state, { pointedMonth: month, pointedEvent: id });
      bw.emphasise();
    });
  };

  // The events of the symbol that is pointed at; none where `ids` is empty.
  bw.pointInChart = function (ids) {
    window.parent.dispatchEvent(new CustomEvent(ON_MAP, { detail: ids }));
  };
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
