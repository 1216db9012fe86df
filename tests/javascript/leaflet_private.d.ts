// What `leaflet_private.js` and `messages.js` use of Leaflet without being in its public types.
import "leaflet";

declare module "leaflet" {
  interface Marker<P = any> {
    _setPos(at: Point): void;
    _icon: HTMLElement;
  }
  interface Circle<P = any> {
    _radius: number;
  }
  interface ZoomPanOptions {
    reset?: boolean;
  }
}
