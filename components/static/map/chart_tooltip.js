// Pointing at a month of the chart highlights its events on the map. The month is read from the chart's tooltip in the
// page around this frame, without a round trip to the server. Used of Vega: the id of the tooltip, its class while it is
// shown, and the English name of the month in its text.
(function (bw) {
  "use strict";

  const TOOLTIP = "vg-tooltip-element";
  const SHOWN = "visible";

  // The month in a text as YYYY-MM, "" where there is none; `months` are the names of the months.
  bw.monthIn = function (text, months) {
    const found = text.match(new RegExp(`(${months.join("|")}) (\\d{4})`));
    return found ? `${found[2]}-${String(months.indexOf(found[1]) + 1).padStart(2, "0")}` : "";
  };

  bw.followChart = function () {
    const page = window.parent.document;
    const tooltipChanged = new MutationObserver(read);
    let observed = /** @type {HTMLElement | null} */ (null);

    function read() {
      const tooltip = find();
      const month = tooltip?.classList.contains(SHOWN) ? bw.monthIn(tooltip.textContent ?? "", bw.state.config.months) : "";
      if (month === (bw.state.pointedMonth ?? "")) return;
      bw.state.pointedMonth = month;
      bw.emphasise();
    }

    function find() {
      const tooltip = page.getElementById(TOOLTIP);
      if (tooltip && tooltip !== observed) {
        tooltipChanged.disconnect();
        tooltipChanged.observe(tooltip, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
      }
      observed = tooltip;
      return tooltip;
    }

    // The tooltip is a child of the body. Only children of the body are observed: observing the whole page is slow.
    new MutationObserver(read).observe(page.body, { childList: true });
    read();
  };
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
