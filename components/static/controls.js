// Legend, home and full screen.
(function (bw) {
  "use strict";

  bw.addControls = function (map, config) {
    map.attributionControl.setPrefix(false);
    buttons(map);
    legend(map, config.legend);
  };

  function buttons(map) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = bw.element("div", "leaflet-bar bw-buttons");
      bar.appendChild(button("Home", "Show all four countries", () => {
        bw.goHome();
        bw.tell({ kind: "move", at: null });
      }));
      bar.appendChild(button("This area", "Show only what may have happened in this part of the map", () => {
        bw.tell({ kind: "area", area: map.getBounds().toBBoxString().split(",").map(Number) });
      }));
      bar.appendChild(button("Full screen", "Fill the screen with the map; Escape leads back", fullScreen));
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    control.addTo(map);
  }

  function button(text, title, act) {
    const made = bw.element("button", "bw-button", text);
    made.title = title;
    made.onclick = act;
    return made;
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  function legend(map, types) {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      const box = bw.element("details", "bw-legend");
      box.open = window.innerHeight > 380 && window.innerWidth > 520;
      bw.state.legend = box;
      box.appendChild(bw.element("summary", "", "Legend"));
      const rows = bw.element("div", "bw-legend-rows");
      rows.appendChild(entry(disc(bw.colour("attack")), "attack on US or coalition forces"));
      rows.appendChild(entry(disc(bw.colour("answer")), "US or coalition strike"));
      rows.appendChild(entry(split(), "both; the number counts events"));
      rows.appendChild(entry(disc(bw.colour("other")), "other, or not told who struck")).dataset.of = "other";
      rows.appendChild(entry(square(), "with corners: the imported file")).dataset.of = "own";
      rows.appendChild(entry(bw.element("div", "bw-diamond"), "base"));
      rows.appendChild(entry(bw.element("div", "bw-halo"), "somewhere in the circle"));
      box.appendChild(rows);
      const signs = bw.element("div", "bw-legend-signs");
      for (const [type, words] of types) signs.appendChild(entry(sign(type), words));
      box.appendChild(signs);
      box.ontoggle = () => bw.placeLabels();
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    control.addTo(map);
  }

  // What only some data has stands in the legend only while such data is shown.
  bw.tellOrigins = function (rows) {
    const shown = { own: rows.some((row) => row[9] === "own"), other: rows.some((row) => row[3] > row[4] + row[5]) };
    for (const line of document.querySelectorAll(".bw-entry[data-of]")) line.hidden = !shown[line.dataset.of];
  };

  // Once the map leaves its first view the legend folds away: there it lay over open country, elsewhere it may not.
  bw.foldLegend = function () {
    if (bw.state.legend) bw.state.legend.open = false;
    bw.state.legend = null;
  };

  function entry(mark, words) {
    const row = bw.element("div", "bw-entry");
    const cell = bw.element("span", "bw-mark");
    cell.appendChild(mark);
    row.append(cell, bw.element("span", "", words));
    return row;
  }

  const frame = () => bw.svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16" });

  function disc(colour) {
    const made = frame();
    bw.svg("circle", { r: 6, fill: colour }, made);
    return made;
  }

  function square() {
    const made = frame();
    bw.svg("rect", { x: -6, y: -6, width: 12, height: 12, rx: 1.5, fill: "#4a4f55" }, made);
    return made;
  }

  function split() {
    const made = disc(bw.colour("attack"));
    bw.svg("path", { d: "M0,-6 A6,6 0 0 0 0,6 Z", fill: bw.colour("answer") }, made);
    return made;
  }

  function sign(type) {
    const made = frame();
    bw.sign(type, made, 0.75, "#4a4f55");
    return made;
  }
})(window.basewatch);
