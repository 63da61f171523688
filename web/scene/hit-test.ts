/** What is under a point of the stage. Coordinates are CSS pixels of the layout. */
import { PATH_POINTS, PATH_STRIDE } from './link-path.ts';
import type { DotList } from './dot-motion.ts';
import type { GateSpot } from './gates.ts';
import type { LinkGeometry } from './link-geometry.ts';
import type { Rect, StageLayout } from './stage-layout.ts';

export type Hit =
  | { readonly kind: 'dot'; readonly slot: number }
  | { readonly kind: 'instance'; readonly card: number }
  | { readonly kind: 'service'; readonly service: number; readonly block: number }
  | { readonly kind: 'workload'; readonly workload: number }
  | {
      readonly kind: 'link';
      readonly link: number;
      readonly from: number;
      readonly to: number;
      /** All its ways are meant, not only this one. */
      readonly isWhole?: boolean;
      /** The gate at its caller, where all its ways begin. */
      readonly isGate?: boolean;
    }
  | { readonly kind: 'zone'; readonly zone: number };

const DOT_REACH = 9;
const LINK_REACH = 7;
/** More pairs than this are not searched one by one. */
const PAIRS_MAX = 4000;

export function hitTest(
  layout: StageLayout,
  geometry: LinkGeometry,
  dots: DotList | null,
  x: number,
  y: number,
  gates: readonly GateSpot[] = [],
): Hit | null {
  return (
    hitDot(dots, x, y) ??
    hitStanding(layout, x, y) ??
    hitGate(gates, x, y) ??
    hitLink(geometry, x, y) ??
    hitZone(layout, x, y)
  );
}

function hitGate(gates: readonly GateSpot[], x: number, y: number): Hit | null {
  const gate = gates.find((spot) => (spot.x - x) ** 2 + (spot.y - y) ** 2 < (spot.radius + 2) ** 2);
  return gate === undefined ? null : { kind: 'link', link: gate.link, from: gate.ends[0], to: gate.to, isGate: true };
}

function hitDot(dots: DotList | null, x: number, y: number): Hit | null {
  if (dots === null) return null;
  let nearest = -1;
  let distance = DOT_REACH * DOT_REACH;
  for (let slot = 0; slot < dots.count; slot++) {
    const dx = dots.x[slot] - x;
    const dy = dots.y[slot] - y;
    const d = dx * dx + dy * dy;
    if (d < distance) {
      distance = d;
      nearest = slot;
    }
  }
  return nearest < 0 ? null : { kind: 'dot', slot: nearest };
}

function hitStanding(layout: StageLayout, x: number, y: number): Hit | null {
  for (let card = 0; card < layout.cards.length; card++) {
    const box = layout.cards[card];
    if (!contains(box, x, y)) continue;
    return box.detail === 'far'
      ? { kind: 'service', service: box.service, block: box.block }
      : { kind: 'instance', card };
  }
  for (let block = 0; block < layout.blocks.length; block++) {
    const box = layout.blocks[block];
    if (box.kind === 'workload' && contains(box, x, y)) return { kind: 'workload', workload: box.index };
    if (box.kind !== 'service') continue;
    const headingY = box.headingY ?? layout.headingY;
    const isAtHeading = headingY !== null && Math.abs(y - headingY) < 12 && x > box.x - 8 && x < box.x + box.width;
    if (isAtHeading) return { kind: 'service', service: box.index, block };
  }
  return null;
}

function hitLink(geometry: LinkGeometry, x: number, y: number): Hit | null {
  if (geometry.pairCount > PAIRS_MAX) return null;
  let hit: Hit | null = null;
  let distance = LINK_REACH;
  for (let link = 0; link < geometry.callerCount.length; link++) {
    for (let from = 0; from < geometry.callerCount[link]; from++) {
      for (let to = 0; to < geometry.calleeCount[link]; to++) {
        const d = distanceToPath(geometry.pathOf(link, from, to), x, y);
        if (d >= distance) continue;
        distance = d;
        hit = { kind: 'link', link, from, to };
      }
    }
  }
  return hit;
}

function hitZone(layout: StageLayout, x: number, y: number): Hit | null {
  const zone = layout.zones.findIndex((region) => contains(region, x, y));
  return zone < 0 ? null : { kind: 'zone', zone };
}

export function distanceToPath(path: Float32Array, x: number, y: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let p = 0; p < PATH_POINTS - 1; p++) {
    const a = p * PATH_STRIDE;
    const b = a + PATH_STRIDE;
    const dx = path[b] - path[a];
    const dy = path[b + 1] - path[a + 1];
    const length = dx * dx + dy * dy;
    const along = length > 0 ? ((x - path[a]) * dx + (y - path[a + 1]) * dy) / length : 0;
    const u = Math.max(0, Math.min(1, along));
    const ex = path[a] + dx * u - x;
    const ey = path[a + 1] + dy * u - y;
    best = Math.min(best, ex * ex + ey * ey);
  }
  return Math.sqrt(best);
}

function contains(box: Rect, x: number, y: number): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
