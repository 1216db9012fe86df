// Land, borders and water of the region, drawn a single time; around it the world at a coarser scale, drawn when it is
// first seen.
(function (bw) {
  "use strict";

  const drawn = /** @type {Set<number>} */ (new Set());
  let addresses = /** @type {BaseMapFiles | null} */ (null);
  let world = /** @type {Promise<World> | null} */ (null);

  bw.layers.base_map = {
    mount(map, files) {
      load(/** @type {BaseMapFiles} */ (files).region).then((loaded) => {
        draw(map, loaded, bw.state.config.base_map);
        bw.state.places = loaded.labels;
        bw.redraw();
        addresses = files;
        followMove();
      });
    },
    update: followMove,
    followsMove: true,
  };

  // A file comes from the server, or is part of the page in a snapshot.
  /** @type {<T>(file: string | T) => Promise<T>} */
  function load(file) {
    if (typeof file !== "string") return Promise.resolve(file);
    return fetch(new URL(file, document.baseURI)).then((answer) => answer.json());
  }

  /** @type {(map: L.Map, base: BaseMap, look: Record<string, any>) => void} */
  function draw(map, base, look) {
    const land = L.svg({ pane: "land", padding: 0.6 });
    const lines = L.svg({ pane: "lines", padding: 0.6 });
    const add = (/** @type {any} */ data, /** @type {L.SVG} */ renderer, /** @type {any} */ style) =>
      L.geoJSON(data, /** @type {any} */ ({ renderer, pane: renderer.options.pane, style, interactive: false })).addTo(map);
    add(base.countries, land, (/** @type {any} */ { properties: { focus } }) => ({
      className: focus ? "bw-land bw-focus" : "bw-land",
      weight: 0, fillOpacity: 1, fillColor: focus ? look.focus : look.land,
    }));
    const coordinates = bw.outlines(base.countries.features, bw.state.config.region);
    add({ type: "MultiLineString", coordinates }, land, { color: look.coast, weight: look.coast_weight, fill: false });
    add(base.governorates, land, { color: look.governorate, weight: look.governorate_weight, fill: false });
    add(base.lakes, land, { fillColor: look.water, fillOpacity: 1, weight: 0 });
    add(base.rivers, land, { color: look.river, weight: look.river_weight, fill: false });
    const focus = { ...base.countries, features: base.countries.features.filter((one) => one.properties.focus) };
    add(focus, lines, { color: look.border, weight: look.border_weight, fill: false });
  }

  // Draw the copies of the world that are seen: beyond the date line it is drawn again.
  function followMove() {
    const { map, config } = bw.state;
    const bounds = map.getBounds();
    if (!addresses || L.latLngBounds(config.region).contains(bounds)) return;
    for (const turn of bw.turns(bounds.getWest(), bounds.getEast())) {
      if (drawn.has(turn)) continue;
      drawn.add(turn);
      world ??= load(addresses.world);
      world.then((loaded) => drawWorld(map, loaded, config.base_map, turn));
    }
  }

  /** @type {(map: L.Map, world: World, look: Record<string, any>, turn: number) => void} */
  function drawWorld(map, { land, lines }, look, turn) {
    const renderer = L.svg({ pane: "world", padding: 0.6 });
    const add = (/** @type {any} */ data, /** @type {object} */ style) => L.geoJSON(data, /** @type {any} */ ({
      renderer, pane: "world", style, interactive: false,
      coordsToLatLng: (/** @type {number[]} */ [longitude, latitude]) => L.latLng(latitude, longitude + turn),
    })).addTo(map);
    add(land, { className: "bw-world", weight: 0, fillOpacity: 1, fillColor: look.land });
    add(lines, { color: look.coast, weight: look.coast_weight, fill: false });
  }
})(globalThis.basewatch);
