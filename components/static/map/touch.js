// The map lets the page scroll: one finger and the wheel move the page; two fingers move and zoom the map, and so does the
// wheel with Ctrl. A tap beside a small symbol opens it. The map that fills the screen has no page to scroll, so there one
// finger and the wheel are enough.
(function (bw) {
  "use strict";

  const REACH = 22; // half of the 44 pixels that a finger needs
  const DRAG = 12; // a finger that moved less far taps
  const HINT_MS = 1600;

  bw.listenToTouch = function (map) {
    const container = map.getContainer();
    const state = { touched: false, start: /** @type {Touch | null} */ (null) };
    const hint = makeHint(container);
    // Before Leaflet’s own listeners: a finger finds dragging switched off, a mouse finds it switched on.
    container.addEventListener("pointerdown", ({ pointerType }) => {
      state.touched = pointerType === "touch";
      if (!state.touched || bw.fillsScreen()) map.dragging.enable();
      else map.dragging.disable();
    }, { capture: true });
    container.addEventListener("touchstart", ({ touches }) => {
      state.start = touches.length === 1 ? touches[0] : null;
      hint.hide();
    }, { capture: true, passive: true });
    container.addEventListener("touchmove", ({ touches }) => {
      if (!state.start || touches.length > 1 || bw.fillsScreen()) return;
      const moved = Math.hypot(touches[0].clientX - state.start.clientX, touches[0].clientY - state.start.clientY);
      if (moved >= DRAG) hint.show(bw.words("two_fingers"));
    }, { passive: true });
    map.scrollWheelZoom.disable();
    container.addEventListener("wheel", (event) => {
      if (/** @type {Element} */ (event.target).closest(".leaflet-popup, .leaflet-control")) return; // lists scroll
      const zooms = event.ctrlKey || event.metaKey;
      if (zooms) event.preventDefault(); // the browser would zoom the whole page
      if (zooms || bw.fillsScreen()) {
        map.scrollWheelZoom.enable();
        hint.hide();
      } else {
        map.scrollWheelZoom.disable();
        hint.show(bw.words("ctrl_and_wheel"));
      }
    }, { capture: true, passive: false });
    map.on("click", ({ containerPoint }) => {
      if (state.touched) nearest(map, containerPoint)?.fire("click");
    });
  };

  // Words at the foot of the map that go by themselves.
  /** @type {(container: HTMLElement) => { show(words: string): void, hide(): void }} */
  function makeHint(container) {
    const hint = container.appendChild(bw.element("div", "bw-hint"));
    let timer = /** @type {Timer} */ (undefined);
    const hide = () => { hint.hidden = true; };
    hide();
    return {
      hide,
      show(words) {
        hint.textContent = words;
        hint.hidden = false;
        clearTimeout(timer);
        timer = setTimeout(hide, HINT_MS);
      },
    };
  }

  // The symbol whose middle is nearest a point of the map, if a finger there can mean it.
  /** @type {(map: L.Map, at: L.Point) => L.Marker | undefined} */
  function nearest(map, at) {
    let found = /** @type {L.Marker | undefined} */ (undefined);
    let least = REACH;
    for (const { latitude, longitude, dx, dy, marker } of bw.state.symbols) {
      const away = map.latLngToContainerPoint([latitude, longitude]).add([dx, dy]).distanceTo(at);
      if (away > least) continue;
      least = away;
      found = marker;
    }
    return found;
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
