/**
 * Frame → dots: where every drawn attempt is at a moment, which way it points and how visible it is. Runs on every
 * frame, so it writes into arrays that are made once.
 */
import {
  DOT_DIRECTION,
  DOT_END_MS,
  DOT_FROM,
  DOT_ID,
  DOT_LINK,
  DOT_SIGN,
  DOT_START_MS,
  DOT_STRIDE,
  DOT_TO,
  SIGN_COUNT,
  SIGN_LOST,
  SIGN_REJECTED,
  SIGN_REQUEST,
} from '../engine/protocol.ts';
import { LANE_PX, PATH_POINTS, PATH_STRIDE } from './link-path.ts';
import { DRAW_RANK } from './signs.ts';
import type { Frame } from '../engine/protocol.ts';
import type { LinkGeometry } from './link-geometry.ts';

/** A lost message fades for so long where it vanished, and a faster leg than this is drawn as a streak: real ms. */
export const FADE_MS = 240;
export const STREAK_MS = 80;
/** How far a refused call overshoots as it bounces off, as a share of its way back. */
const BOUNCE = 0.12;
const BOUNCE_UNTIL = 0.3;
/** Lanes join at the ends of a link within this share of its length. */
const LANE_TAPER = 8;

export interface DotList {
  count: number;
  /** Screen place, CSS pixels of the layout; direction of travel in radians. */
  x: Float32Array;
  y: Float32Array;
  angle: Float32Array;
  alpha: Float32Array;
  /** Sign to draw: a lost message is an ordinary one until it vanishes. */
  sign: Uint8Array;
  isStreak: Uint8Array;
  /** Row of each dot in `Frame.dots`. */
  row: Int32Array;
  /** Dots in drawing order. */
  order: Int32Array;
  /** Per link: how long a message usually takes, simulated ms; NaN: none seen. */
  legMs: Float64Array;
  /** Over all links, of what is on the wire now. */
  typicalLegMs: number;
}

export function createDotList(linkCount: number): DotList {
  return {
    ...emptyArrays(256),
    count: 0,
    legMs: new Float64Array(linkCount).fill(Number.NaN),
    typicalLegMs: Number.NaN,
  };
}

/** @param speed simulated time per real time */
export function placeDots(list: DotList, frame: Frame, geometry: LinkGeometry, tMs: number, speed: number): void {
  if (list.x.length < frame.dotCount) Object.assign(list, emptyArrays(2 * frame.dotCount));
  const { dots } = frame;
  const streakMs = STREAK_MS * speed;
  let legSum = 0;
  let legCount = 0;
  list.count = 0;
  for (let row = 0; row < frame.dotCount; row++) {
    const at = row * DOT_STRIDE;
    const startMs = dots[at + DOT_START_MS];
    const endMs = dots[at + DOT_END_MS];
    const sign = dots[at + DOT_SIGN];
    const link = dots[at + DOT_LINK];
    const isBack = dots[at + DOT_DIRECTION] !== 0;
    if (sign !== SIGN_LOST) {
      const leg = endMs - startMs;
      legSum += leg;
      legCount++;
      const known = list.legMs[link];
      list.legMs[link] = known >= 0 ? known + (leg - known) * 0.02 : leg;
    }
    if (tMs < startMs || tMs > endMs) continue;
    const path = geometry.pathOf(link, dots[at + DOT_FROM], dots[at + DOT_TO]);
    const slot = list.count;
    if (sign === SIGN_LOST) {
      if (!placeLost(list, slot, path, isBack, tMs - startMs, legOf(list, link, speed), speed, dots[at + DOT_ID]))
        continue;
    } else {
      let u = (tMs - startMs) / (endMs - startMs || 1);
      if (sign === SIGN_REJECTED && isBack) u = bounce(u);
      placeOn(list, slot, path, isBack ? 1 - u : u, isBack);
      list.sign[slot] = sign;
      list.alpha[slot] = 1;
      list.isStreak[slot] = endMs - startMs < streakMs ? 1 : 0;
    }
    list.row[slot] = row;
    list.count = slot + 1;
  }
  if (legCount > 0) {
    const mean = legSum / legCount;
    list.typicalLegMs = list.typicalLegMs >= 0 ? list.typicalLegMs + (mean - list.typicalLegMs) * 0.1 : mean;
  }
  orderDots(list);
}

/** Share of the way back of a refused call: it kicks off, falls back once and goes on evenly. */
export function bounce(u: number): number {
  return u >= BOUNCE_UNTIL ? u : u + BOUNCE * Math.sin((Math.PI * u) / BOUNCE_UNTIL);
}

/** Where along its way a lost message vanishes, from 0.35 to 0.65, different from message to message. */
export function vanishPoint(id: number): number {
  return 0.35 + 0.3 * ((id * 0.618034) % 1);
}

function placeLost(
  list: DotList,
  slot: number,
  path: Float32Array,
  isBack: boolean,
  ageMs: number,
  legMs: number,
  speed: number,
  id: number,
): boolean {
  const vanish = vanishPoint(id);
  const travelMs = legMs * vanish;
  const fade = (ageMs - travelMs) / (FADE_MS * speed);
  if (fade >= 1) return false;
  const u = Math.min(vanish, (ageMs / travelMs) * vanish || 0);
  placeOn(list, slot, path, isBack ? 1 - u : u, isBack);
  list.sign[slot] = fade > 0 ? SIGN_LOST : SIGN_REQUEST;
  list.alpha[slot] = fade > 0 ? 1 - fade : 1;
  list.isStreak[slot] = 0;
  return true;
}

function legOf(list: DotList, link: number, speed: number): number {
  const known = list.legMs[link];
  return known >= 0 ? known : FADE_MS * speed;
}

/** @param u share of the way from caller to callee */
function placeOn(list: DotList, slot: number, path: Float32Array, u: number, isBack: boolean): void {
  const clamped = u < 0 ? 0 : u > 1 ? 1 : u;
  const exact = clamped * (PATH_POINTS - 1);
  const point = Math.min(PATH_POINTS - 2, Math.floor(exact));
  const share = exact - point;
  const a = point * PATH_STRIDE;
  const b = a + PATH_STRIDE;
  const nx = path[a + 2] + (path[b + 2] - path[a + 2]) * share;
  const ny = path[a + 3] + (path[b + 3] - path[a + 3]) * share;
  const taper = Math.min(1, Math.min(clamped, 1 - clamped) * LANE_TAPER);
  const lane = (isBack ? -LANE_PX : LANE_PX) * taper;
  list.x[slot] = path[a] + (path[b] - path[a]) * share + nx * lane;
  list.y[slot] = path[a + 1] + (path[b + 1] - path[a + 1]) * share + ny * lane;
  list.angle[slot] = Math.atan2(nx, -ny) + (isBack ? Math.PI : 0);
}

const rankStart = new Int32Array(SIGN_COUNT + 1);

/** Counting sort by drawing rank: failures last. */
function orderDots(list: DotList): void {
  rankStart.fill(0);
  for (let slot = 0; slot < list.count; slot++) rankStart[DRAW_RANK[list.sign[slot]] + 1]++;
  for (let rank = 1; rank <= SIGN_COUNT; rank++) rankStart[rank] += rankStart[rank - 1];
  for (let slot = 0; slot < list.count; slot++) list.order[rankStart[DRAW_RANK[list.sign[slot]]]++] = slot;
}

function emptyArrays(capacity: number) {
  return {
    x: new Float32Array(capacity),
    y: new Float32Array(capacity),
    angle: new Float32Array(capacity),
    alpha: new Float32Array(capacity),
    sign: new Uint8Array(capacity),
    isStreak: new Uint8Array(capacity),
    row: new Int32Array(capacity),
    order: new Int32Array(capacity),
  };
}
