/** Lines on the globe as lines in a box: north is up, and nothing is stretched. Pure. */

/** Latitude and longitude in degrees. */
export type Point = [number, number];

/** Pixel lines that fit the box with a margin, or null when there is nothing to draw. */
export function frame(lines: Point[][], width: number, height: number, margin: number): Point[][] | null {
  const all = lines.flat();
  if (all.length < 2) return null;
  const middle = all.reduce((sum, [latitude]) => sum + latitude, 0) / all.length;
  const squeeze = Math.cos((middle * Math.PI) / 180);
  const flat = lines.map((line) => line.map(([latitude, longitude]): Point => [longitude * squeeze, -latitude]));
  const xs = flat.flat().map(([x]) => x);
  const ys = flat.flat().map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [wide, high] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = Math.min((width - 2 * margin) / (wide || 1e-9), (height - 2 * margin) / (high || 1e-9));
  const [padX, padY] = [(width - wide * scale) / 2, (height - high * scale) / 2];
  const place = ([x, y]: Point): Point => [round(padX + (x - left) * scale), round(padY + (y - top) * scale)];
  return flat.map((line) => line.map(place));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
