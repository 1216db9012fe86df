// The buttons along the upper edge.
(function (bw) {
  "use strict";

  bw.addControls = function (map, config) {
    map.attributionControl.setPrefix(false);
    const toggle = /** @type {HTMLElement | null} */ (map.getContainer().querySelector(".leaflet-control-layers-toggle"));
    if (toggle) toggle.dataset.words = bw.words("layers");
    addButtons(map);
    bw.addLegend(map, config);
  };

  /** @type {(map: L.Map) => void} */
  function addButtons(map) {
    const control = new L.Control({ position: "topleft" });
    control.onAdd = () => {
      const bar = bw.element("div", "leaflet-bar bw-buttons");
      bar.appendChild(button("fit", () => {
        bw.goHome();
        bw.emit({ kind: "move", at: null });
      }));
      bar.appendChild(button("home", () => bw.showRegion())).classList.add("bw-less");
      bar.appendChild(button("area", () => {
        bw.emit({ kind: "area", area: map.getBounds().toBBoxString().split(",").map(Number) });
      })).classList.add("bw-less");
      const full = bar.appendChild(button("full_screen", bw.toggleFullScreen));
      bw.listenToFullScreen(full);
      bar.appendChild(more(map, bar));
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    control.addTo(map);
  }

  /** @type {(name: string, act: () => void) => HTMLElement} */
  function button(name, act) {
    const made = bw.element("button", "bw-button", bw.words(name));
    made.title = bw.words(`${name}_help`);
    made.onclick = act;
    return made;
  }

  // On a small map the buttons that are needed less appear on request, until one of them or something else is clicked.
  /** @type {(map: L.Map, bar: HTMLElement) => HTMLElement} */
  function more(map, bar) {
    const unfold = (/** @type {boolean} */ isUnfolded) => {
      if (isUnfolded === bar.classList.contains("bw-unfolded")) return;
      made.ariaExpanded = String(bar.classList.toggle("bw-unfolded", isUnfolded));
      bw.redraw();
    };
    const made = button("more", () => {});
    made.classList.add("bw-more");
    made.ariaExpanded = "false";
    bar.addEventListener("click", ({ target }) => unfold(target === made && made.ariaExpanded === "false"));
    map.on("click popupopen", () => unfold(false));
    return made;
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
