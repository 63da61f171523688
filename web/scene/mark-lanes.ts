/** Marks above the charts: each gets a lane in which it covers no other; what does not fit is bundled. */

export interface MarkBox {
  /** Left edge, px. */
  x: number;
  /** Width with words, px. */
  width: number;
}

export interface LaneLayout {
  /** Lane per mark, from 0 at the top; −1: in a bundle. */
  lane: number[];
  lanes: number;
  bundles: { x: number; members: number[] }[];
}

const MARK_GAP_PX = 6;
/** Bundled marks nearer than this share one "+n". */
const BUNDLE_PX = 56;

/**
 * Places marks in order of their left edges, each in the first lane that is free there. When `lanesMax` lanes are not enough, the last of
 * them is kept for bundles.
 */
export function layoutMarks(boxes: readonly MarkBox[], lanesMax: number): LaneLayout {
  const layout = fillLanes(boxes, lanesMax);
  if (layout.bundles.length === 0) return layout;
  return { ...fillLanes(boxes, lanesMax - 1), lanes: lanesMax };
}

function fillLanes(boxes: readonly MarkBox[], lanesMax: number): LaneLayout {
  const order = boxes.map((_, i) => i).sort((a, b) => boxes[a].x - boxes[b].x || a - b);
  const lane = new Array<number>(boxes.length).fill(-1);
  const freeFrom: number[] = [];
  const bundles: { x: number; members: number[] }[] = [];
  for (const index of order) {
    const box = boxes[index];
    const free = firstFreeLane(freeFrom, box.x, lanesMax);
    if (free < 0) {
      addToBundle(bundles, box.x, index);
      continue;
    }
    lane[index] = free;
    freeFrom[free] = box.x + box.width + MARK_GAP_PX;
  }
  return { lane, lanes: Math.max(1, freeFrom.length), bundles };
}

function firstFreeLane(freeFrom: number[], x: number, lanesMax: number): number {
  const free = freeFrom.findIndex((from) => from <= x);
  if (free >= 0) return free;
  return freeFrom.length < lanesMax ? freeFrom.length : -1;
}

function addToBundle(bundles: { x: number; members: number[] }[], x: number, index: number): void {
  const last = bundles.at(-1);
  if (last && x - last.x < BUNDLE_PX) last.members.push(index);
  else bundles.push({ x, members: [index] });
}
