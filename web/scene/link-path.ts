/**
 * The way of a call between two cards: a chain of cubic curves with level tangents, stored as points at equal
 * distances, so that a dot's place is one look-up and its speed on the screen is even.
 */

/** Numbers per point: x, y and the unit normal, which points up on a way to the right. */
export const PATH_STRIDE = 4;
export const PATH_POINTS = 33;
const FINE_STEPS = 20;
/** Distance of each lane from the middle of the link, CSS pixels. */
export const LANE_PX = 4;

export interface Waypoint {
  readonly x: number;
  readonly y: number;
}

/** Even points along the chain; `PATH_POINTS` rows of `PATH_STRIDE`. */
export function buildPath(waypoints: readonly Waypoint[]): Float32Array {
  const fine = finePoints(waypoints);
  const count = fine.length / 2;
  const lengths = new Float64Array(count);
  for (let k = 1; k < count; k++) {
    const dx = fine[2 * k] - fine[2 * k - 2];
    const dy = fine[2 * k + 1] - fine[2 * k - 1];
    lengths[k] = lengths[k - 1] + Math.sqrt(dx * dx + dy * dy);
  }
  const path = new Float32Array(PATH_POINTS * PATH_STRIDE);
  let k = 1;
  for (let p = 0; p < PATH_POINTS; p++) {
    const wanted = (lengths[count - 1] * p) / (PATH_POINTS - 1);
    while (k < count - 1 && lengths[k] < wanted) k++;
    const span = lengths[k] - lengths[k - 1];
    const share = span > 0 ? (wanted - lengths[k - 1]) / span : 0;
    path[p * PATH_STRIDE] = fine[2 * k - 2] + (fine[2 * k] - fine[2 * k - 2]) * share;
    path[p * PATH_STRIDE + 1] = fine[2 * k - 1] + (fine[2 * k + 1] - fine[2 * k - 1]) * share;
  }
  writeNormals(path);
  return path;
}

export function pathLength(path: Float32Array): number {
  const dx = path[PATH_STRIDE] - path[0];
  const dy = path[PATH_STRIDE + 1] - path[1];
  return Math.sqrt(dx * dx + dy * dy) * (PATH_POINTS - 1);
}

/** How strongly a curve leaves level: half the way, but bulging when it has to turn back. */
export function bendOf(from: Waypoint, to: Waypoint): number {
  const dx = to.x - from.x;
  return dx >= 24 ? dx / 2 : 60 + Math.min(120, -dx / 4);
}

function finePoints(waypoints: readonly Waypoint[]): number[] {
  const points = [waypoints[0].x, waypoints[0].y];
  for (let k = 1; k < waypoints.length; k++) {
    const a = waypoints[k - 1];
    const b = waypoints[k];
    const bend = bendOf(a, b);
    for (let step = 1; step <= FINE_STEPS; step++) {
      const u = step / FINE_STEPS;
      const v = 1 - u;
      const x = v * v * v * a.x + 3 * v * v * u * (a.x + bend) + 3 * v * u * u * (b.x - bend) + u * u * u * b.x;
      points.push(x, a.y + (b.y - a.y) * u * u * (3 - 2 * u));
    }
  }
  return points;
}

function writeNormals(path: Float32Array): void {
  for (let p = 0; p < PATH_POINTS; p++) {
    const before = Math.max(0, p - 1) * PATH_STRIDE;
    const after = Math.min(PATH_POINTS - 1, p + 1) * PATH_STRIDE;
    const dx = path[after] - path[before];
    const dy = path[after + 1] - path[before + 1];
    const length = Math.sqrt(dx * dx + dy * dy) || 1;
    path[p * PATH_STRIDE + 2] = dy / length;
    path[p * PATH_STRIDE + 3] = -dx / length;
  }
}
