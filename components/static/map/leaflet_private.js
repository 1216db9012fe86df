// All uses of Leaflet's private interfaces; an upgrade of Leaflet is a change here.
(function (bw) {
  "use strict";

  // Leaflet's translate3d makes a compositing layer for each icon; a hundred layers make every frame of the page slow.
  const setPos = L.Marker.prototype._setPos;
  L.Marker.include({
    /** @this {L.Marker} @param {L.Point} at */
    _setPos(at) {
      setPos.call(this, at);
      this._icon.style.transform = `translate(${at.x}px, ${at.y}px)`;
    },
  });

  bw.pixelRadius = (circle) => circle._radius;
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
