// What the map uses of Leaflet beneath its public interface; an upgrade of Leaflet is a change here.
(function (bw) {
  "use strict";

  // Leaflet lifts each icon onto a compositing layer of its own with translate3d; a hundred of them make every frame
  // of the page slow.
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
