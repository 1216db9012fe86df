// The base map: land, borders, water, names of countries and towns. Drawn once; filters never touch it.
window.basewatch = { state: {} };

(function (bw) {
  "use strict";

  const PANES = { land: 150, lines: 160, names: 450, halos: 420, symbols: 620 };
  const here = document.currentScript.src;

  // Leaflet lifts each icon onto a layer of its own with translate3d; a hundred layers make every frame of the page slow.
  const setPos = L.Marker.prototype._setPos;
  L.Marker.include({
    _setPos(at) {
      setPos.call(this, at);
      this._icon.style.transform = `translate(${at.x}px, ${at.y}px)`;
    },
  });

  // Chromium puts icons that lie far apart on layers of their own too, and works on all of them in each frame of the
  // page. On a clear sheet larger than the map they all fit on one.
  function sheet(map) {
    const made = bw.element("div", "bw-sheet");
    const lay = () => {
      const { x, y } = map.getSize();
      const at = map.containerPointToLayerPoint([-x / 4, -y / 4]);
      Object.assign(made.style, { left: `${at.x}px`, top: `${at.y}px`, width: `${1.5 * x}px`, height: `${1.5 * y}px` });
    };
    map.getPane("names").appendChild(made);
    map.on("moveend resize", lay);
    lay();
  }

  bw.element = function (tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // Called by the map's script with the map and what never changes while it is mounted.
  bw.mount = function (map, config) {
    Object.assign(bw.state, { map, config });
    if (config.font) useFont(config.font);
    for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = z;
    map.getPane("names").style.pointerEvents = "none";
    bw.goHome();
    sheet(map);
    bw.addControls(map, config);
    bw.listen(map);
    load(config.basemap).then((base) => {
      draw(map, base);
      bw.state.places = base.labels;
      bw.placeLabels();
    });
    new ResizeObserver(() => {
      bw.quietly(() => map.invalidateSize({ animate: false }));
      if (bw.state.atHome) bw.goHome();
      else if (bw.state.asked) bw.go(bw.state.asked);
    }).observe(map.getContainer());
  };

  function useFont(address) {
    const font = new FontFace("Source Sans", `url(${new URL(address, document.baseURI)})`, { weight: "200 900" });
    font.load().then((loaded) => { document.fonts.add(loaded); bw.placeLabels(); });
  }

  // The four countries in the frame, whatever its size, until somebody moves the map.
  bw.goHome = function () {
    bw.state.atHome = true;
    bw.quietly(() => bw.state.map.fitBounds(bw.state.config.home, { animate: false, padding: [12, 12] }));
  };

  // Move the map without telling the page: it was not a person who moved it.
  bw.quietly = function (move) {
    bw.state.quiet = true;
    move();
    bw.state.quiet = false;
  };

  // The base map comes from the server, or lies in the page itself where there is none.
  function load(base) {
    return typeof base === "string" ? fetch(new URL(base, here)).then((answer) => answer.json()) : Promise.resolve(base);
  }

  function draw(map, base) {
    const land = L.svg({ pane: "land", padding: 0.6 });
    const lines = L.svg({ pane: "lines", padding: 0.6 });
    const add = (data, renderer, style) =>
      L.geoJSON(data, { renderer, pane: renderer.options.pane, style, interactive: false }).addTo(map);
    add(base.countries, land, (f) => ({
      className: f.properties.focus ? "bw-land bw-focus" : "bw-land",
      weight: 0.8, color: "#c9c4b8", fillOpacity: 1, fillColor: f.properties.focus ? "#ffffff" : "#f1eee8",
    }));
    add(base.governorates, land, { color: "#e4dfd5", weight: 0.9, fill: false });
    add(base.lakes, land, { fillColor: "#dce6ea", fillOpacity: 1, weight: 0 });
    add(base.rivers, land, { color: "#d3e0e6", weight: 1.1, fill: false });
    const focus = { ...base.countries, features: base.countries.features.filter((f) => f.properties.focus) };
    add(focus, lines, { color: "#a9a395", weight: 1.1, fill: false });
    bw.state.mounted = true;
  }
})(window.basewatch);
