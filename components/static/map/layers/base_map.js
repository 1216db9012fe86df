// Land, borders and water, drawn a single time.
(function (bw) {
  "use strict";

  bw.layers.base_map = {
    mount(map, base) {
      load(base).then((loaded) => {
        draw(map, loaded, bw.state.config.base_map);
        bw.state.places = loaded.labels;
        bw.redraw();
      });
    },
    update() {},
  };

  // The base map comes from the server, or is part of the page in a snapshot.
  /** @type {(base: string | BaseMap) => Promise<BaseMap>} */
  function load(base) {
    if (typeof base !== "string") return Promise.resolve(base);
    return fetch(new URL(base, document.baseURI)).then((answer) => answer.json());
  }

  /** @type {(map: L.Map, base: BaseMap, look: Record<string, any>) => void} */
  function draw(map, base, look) {
    const land = L.svg({ pane: "land", padding: 0.6 });
    const lines = L.svg({ pane: "lines", padding: 0.6 });
    const add = (/** @type {any} */ data, /** @type {L.SVG} */ renderer, /** @type {any} */ style) =>
      L.geoJSON(data, /** @type {any} */ ({ renderer, pane: renderer.options.pane, style, interactive: false })).addTo(map);
    add(base.countries, land, (/** @type {any} */ { properties: { focus } }) => ({
      className: focus ? "bw-land bw-focus" : "bw-land",
      weight: look.coast_weight, color: look.coast, fillOpacity: 1, fillColor: focus ? look.focus : look.land,
    }));
    add(base.governorates, land, { color: look.governorate, weight: look.governorate_weight, fill: false });
    add(base.lakes, land, { fillColor: look.water, fillOpacity: 1, weight: 0 });
    add(base.rivers, land, { color: look.river, weight: look.river_weight, fill: false });
    const focus = { ...base.countries, features: base.countries.features.filter((one) => one.properties.focus) };
    add(focus, lines, { color: look.border, weight: look.border_weight, fill: false });
  }
})(globalThis.basewatch);
