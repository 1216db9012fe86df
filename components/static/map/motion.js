// Where the system asks for less motion, the map neither fades nor glides.
(function () {
  "use strict";

  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  L.Map.mergeOptions({ fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false, inertia: false });
  const panBy = L.Map.prototype.panBy;
  L.Map.include({
    /** @this {L.Map} @param {L.PointExpression} offset @param {L.PanOptions} [options] */
    panBy(offset, options) {
      return panBy.call(this, offset, { ...options, animate: false });
    },
  });
})();
