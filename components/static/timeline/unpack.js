/**
 * The chart from its packed text: JSON, compressed by zlib, in base 64 (`components/chart/payload.py`).
 * @type {(packed: string) => Promise<TimelineData>}
 */
export function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}
