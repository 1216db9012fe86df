/**
 * The chart from its packed text: JSON with the dots as columns, compressed by zlib, in base 64
 * (`components/chart/payload.py`).
 * @type {(packed: string) => Promise<TimelineData>}
 */
export async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const chart = await new Response(stream).json();
  return { ...chart, dots: dotsOf(chart.dots) };
}

/** @type {(columns: [number[], number[], string[], number[], string[], string[]]) => TimelineDot[]} */
function dotsOf([steps, lengths, ...others]) {
  let start = 0;
  return steps.map((step, n) => {
    start += step;
    return /** @type {TimelineDot} */ ([start, start + lengths[n], ...others.map((column) => column[n])]);
  });
}
