/**
 * The layer that is drawn on every frame: work in the slots, what waits in front, and the calls on the wire. Nothing
 * here makes objects while it draws.
 */
import {
  INSTANCE_BUSY,
  INSTANCE_INSIDE,
  INSTANCE_LIMIT,
  INSTANCE_QUEUED,
  INSTANCE_REFUSED_LAST,
  INSTANCE_STRIDE,
  INSTANCE_UP,
  QUEUE_SHOWN,
  SIGN_COUNT,
  SIGN_NONE,
  SIGN_REJECTED,
  SLOTS_SHOWN,
  SLOT_STRIDE,
} from '../engine/protocol.ts';
import { ECHO_MS } from '../scene/echoes.ts';
import { LANE_PX, PATH_POINTS, PATH_STRIDE, pathLength } from '../scene/link-path.ts';
import { dashSign, dashSpacing, mixSigns } from '../scene/flow.ts';
import { chipDots, chipDotX, slotRows, slotX, slotY } from './draw-cards.ts';
import { drawSign, SIGN_TOKENS } from './draw-sign.ts';
import type { Frame, Topology } from '../engine/protocol.ts';
import type { DotList } from '../scene/dot-motion.ts';
import type { Echoes } from '../scene/echoes.ts';
import type { LinkGeometry } from '../scene/link-geometry.ts';
import type { SignShares } from '../scene/flow.ts';
import type { Card, StageLayout } from '../scene/stage-layout.ts';
import type { Sprites } from './sprites.ts';
import type { Tokens } from '../ui/theme.ts';

const QUEUE_ROWS = 6;
const QUEUE_PITCH = 7.5;
const CHIP_QUEUE_ROWS = 4;
const CHIP_QUEUE_PITCH = 5.5;
const STREAK_PX = 12;
const DASH_PX = 7;
const TURN = 2 * Math.PI;
const mix = new Float32Array(SIGN_COUNT);

/** What waits and works. `slotsY` holds, by card, where its squares begin; NaN: none are drawn. */
export function drawInstances(
  context: CanvasRenderingContext2D,
  sprites: Sprites,
  topology: Topology,
  layout: StageLayout,
  frame: Frame,
  slotsY: Float64Array,
): void {
  for (let index = 0; index < layout.cards.length; index++) {
    const card = layout.cards[index];
    if (card.detail === 'far' || frame.instances[index * INSTANCE_STRIDE + INSTANCE_UP] !== 1) continue;
    const { concurrency } = topology.services[card.service];
    if (card.detail === 'near') {
      if (slotRows(concurrency) > 0 && slotsY[index] === slotsY[index]) {
        drawSlots(context, sprites, card, frame, index, concurrency ?? 0, slotsY[index]);
      }
    } else if (concurrency !== null) {
      drawChipDots(context, sprites, card, frame, index, concurrency);
    }
    drawQueue(context, sprites, card, frame, index);
  }
}

function drawSlots(
  context: CanvasRenderingContext2D,
  sprites: Sprites,
  card: Card,
  frame: Frame,
  index: number,
  concurrency: number,
  slotsY: number,
): void {
  for (let slot = 0; slot < concurrency; slot++) {
    const sign = frame.slots[index * SLOT_STRIDE + slot];
    if (sign !== SIGN_NONE) sprites.drawSlot(context, sign, slotX(card, slot), slotY(slotsY, slot));
  }
}

/** Chips have at most eight dots: each stands for its share of the workers. */
function drawChipDots(
  context: CanvasRenderingContext2D,
  sprites: Sprites,
  card: Card,
  frame: Frame,
  index: number,
  concurrency: number,
): void {
  const dots = chipDots(concurrency);
  const busy = frame.instances[index * INSTANCE_STRIDE + INSTANCE_BUSY];
  const filled = Math.min(dots, Math.ceil((busy / concurrency) * dots));
  const shown = Math.min(SLOTS_SHOWN, busy);
  for (let dot = 0; dot < filled; dot++) {
    const sign = frame.slots[index * SLOT_STRIDE + Math.floor((dot * shown) / filled)];
    if (sign !== SIGN_NONE) sprites.drawQueued(context, sign, chipDotX(card, dot), card.y + card.height - 12);
  }
}

function drawQueue(context: CanvasRenderingContext2D, sprites: Sprites, card: Card, frame: Frame, index: number): void {
  const queued = frame.instances[index * INSTANCE_STRIDE + INSTANCE_QUEUED];
  if (queued < 1) return;
  const isChip = card.detail === 'mid';
  const pitch = isChip ? CHIP_QUEUE_PITCH : QUEUE_PITCH;
  const columns = isChip || card.queueWidth < 40 ? 2 : 4;
  const rows = isChip ? CHIP_QUEUE_ROWS : Math.min(QUEUE_ROWS, Math.floor((card.height - 8) / pitch));
  const shown = Math.min(queued, columns * rows, QUEUE_SHOWN);
  const x = card.x - (isChip ? 5 : 9);
  const middle = card.y + card.height / 2;
  const top = middle - ((Math.min(rows, shown) - 1) * pitch) / 2;
  for (let place = 0; place < shown; place++) {
    const sign = frame.slots[index * SLOT_STRIDE + SLOTS_SHOWN + place];
    if (sign === SIGN_NONE) continue;
    sprites.drawQueued(context, sign, x - Math.floor(place / rows) * pitch, top + (place % rows) * pitch);
  }
}

/** "+74" under the dots that wait. */
export function drawQueueRests(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  layout: StageLayout,
  frame: Frame,
  words: (rest: number) => string,
): void {
  context.font = `600 11px ${tokens.font}`;
  context.fillStyle = tokens['ink-2'];
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let index = 0; index < layout.cards.length; index++) {
    const card = layout.cards[index];
    if (card.detail !== 'near' || frame.instances[index * INSTANCE_STRIDE + INSTANCE_UP] !== 1) continue;
    const columns = card.queueWidth < 40 ? 2 : 4;
    const rows = Math.min(QUEUE_ROWS, Math.floor((card.height - 8) / QUEUE_PITCH));
    const rest = frame.instances[index * INSTANCE_STRIDE + INSTANCE_QUEUED] - Math.min(QUEUE_SHOWN, columns * rows);
    if (rest < 1) continue;
    const x = card.x - 9 - ((columns - 1) * QUEUE_PITCH) / 2;
    context.fillText(words(rest), x, card.y + card.height / 2 + ((rows - 1) * QUEUE_PITCH) / 2 + 11);
  }
}

const DOOR_WIDTH = 4;

export interface DoorWords {
  readonly perSecond: (count: number) => string;
  /** The limit that has been found. */
  readonly atMost: (limit: number) => string;
}

/** The door of an instance: how full it is behind it, and how many it turned away in the last second. */
export function drawDoors(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  topology: Topology,
  layout: StageLayout,
  frame: Frame,
  words: DoorWords,
): void {
  for (let index = 0; index < layout.cards.length; index++) {
    const card = layout.cards[index];
    const at = index * INSTANCE_STRIDE;
    if (card.detail !== 'near' || frame.instances[at + INSTANCE_UP] !== 1) continue;
    const { door } = topology.services[card.service];
    const refused = frame.instances[at + INSTANCE_REFUSED_LAST];
    const x = card.x - card.queueWidth - DOOR_WIDTH - 2;
    const top = card.y + 10;
    const height = card.height - 20;
    if (door !== null) {
      context.fillStyle = tokens.surface;
      context.strokeStyle = refused > 0 ? tokens['c-error'] : tokens['line-strong'];
      context.lineWidth = 1;
      context.beginPath();
      context.roundRect(x - 0.5, top - 0.5, DOOR_WIDTH + 1, height + 1, 2.5);
      context.fill();
      context.stroke();
      const limit = frame.instances[at + INSTANCE_LIMIT];
      const inside = limit > 0 ? frame.instances[at + INSTANCE_INSIDE] / limit : 0;
      const filled = height * Math.min(1, Math.max(0, inside));
      context.fillStyle = inside >= 1 ? tokens.ink : tokens['ink-3'];
      context.fillRect(x + 0.5, top + height - filled, DOOR_WIDTH - 1, filled);
      if (door.findsLimit && limit >= 0) writeHaloed(context, tokens, words.atMost(limit), x, top - 8, tokens['ink-2']);
    }
    if (refused > 0) {
      const y = top + height + 8;
      const width = writeHaloed(context, tokens, words.perSecond(refused), x + 3, y, tokens['c-error']);
      drawSign(context, tokens, SIGN_REJECTED, x - width / 2 - 3, y, 4, 0);
    }
  }
}

/** Small bold words over whatever is there, centred; how wide they are. */
function writeHaloed(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  words: string,
  x: number,
  y: number,
  color: string,
): number {
  context.font = `600 11px ${tokens.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = tokens.bg;
  context.strokeText(words, x, y);
  context.fillStyle = color;
  context.fillText(words, x, y);
  return context.measureText(words).width;
}

export function drawDots(context: CanvasRenderingContext2D, sprites: Sprites, list: DotList): void {
  for (let k = 0; k < list.count; k++) {
    const slot = list.order[k];
    if (list.isStreak[slot] !== 0) continue;
    const isFading = list.alpha[slot] < 1;
    if (isFading) context.globalAlpha = list.alpha[slot];
    sprites.drawDot(context, list.sign[slot], list.x[slot], list.y[slot], list.angle[slot]);
    if (isFading) context.globalAlpha = 1;
  }
}

/** Legs too short to follow: a short line along the way. */
export function drawStreaks(context: CanvasRenderingContext2D, tokens: Tokens, list: DotList): void {
  context.lineCap = 'round';
  context.lineWidth = 2.5;
  let sign = -1;
  let isOpen = false;
  for (let k = 0; k < list.count; k++) {
    const slot = list.order[k];
    if (list.isStreak[slot] === 0) continue;
    if (list.sign[slot] !== sign) {
      if (isOpen) context.stroke();
      sign = list.sign[slot];
      context.strokeStyle = tokens[SIGN_TOKENS[sign]];
      context.beginPath();
      isOpen = true;
    }
    const dx = (Math.cos(list.angle[slot]) * STREAK_PX) / 2;
    const dy = (Math.sin(list.angle[slot]) * STREAK_PX) / 2;
    context.moveTo(list.x[slot] - dx, list.y[slot] - dy);
    context.lineTo(list.x[slot] + dx, list.y[slot] + dy);
  }
  if (isOpen) context.stroke();
  context.lineCap = 'butt';
}

/** Streaks that cross their link in a fixed time, fading as they arrive. */
export function drawEchoes(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  echoes: Echoes,
  geometry: LinkGeometry,
  realMs: number,
): void {
  context.lineCap = 'round';
  context.lineWidth = 3;
  for (let slot = 0; slot < echoes.count; slot++) {
    if (echoes.link[slot] >= geometry.callerCount.length) continue;
    const path = geometry.pathOf(echoes.link[slot], echoes.from[slot], echoes.to[slot]);
    const progress = (realMs - echoes.startMs[slot]) / ECHO_MS;
    const isBack = echoes.key[slot] % 2 === 1;
    const exact = Math.min(0.999, Math.max(0, isBack ? 1 - progress : progress)) * (PATH_POINTS - 1);
    const a = Math.floor(exact) * PATH_STRIDE;
    const b = a + PATH_STRIDE;
    const share = exact - Math.floor(exact);
    const lane = isBack ? -LANE_PX : LANE_PX;
    const x = path[a] + (path[b] - path[a]) * share + path[a + 2] * lane;
    const y = path[a + 1] + (path[b + 1] - path[a + 1]) * share + path[a + 3] * lane;
    const dx = (-path[a + 3] * STREAK_PX) / 2;
    const dy = (path[a + 2] * STREAK_PX) / 2;
    context.globalAlpha = progress > 0.8 ? (1 - progress) * 5 : 1;
    context.strokeStyle = tokens[SIGN_TOKENS[echoes.sign[slot]]];
    context.beginPath();
    context.moveTo(x - dx, y - dy);
    context.lineTo(x + dx, y + dy);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.lineCap = 'butt';
}

/**
 * Dashes of both lanes of one way.
 * @param callees whose signs the dashes show
 * @param rateRps attempts per second on this way
 * @param movedPx how far the dashes have come since the page was opened
 */
export function drawFlow(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  path: Float32Array,
  shares: SignShares,
  link: number,
  callees: readonly number[],
  rateRps: number,
  movedPx: number,
): void {
  const spacing = dashSpacing(rateRps);
  if (spacing === Number.POSITIVE_INFINITY) return;
  const length = pathLength(path);
  const first = Math.ceil(-movedPx / spacing);
  context.lineWidth = 2.2;
  for (let direction: 0 | 1 = 0; direction <= 1; direction++) {
    const lane = direction === 0 ? LANE_PX : -LANE_PX;
    mixSigns(shares, link, callees, direction as 0 | 1, mix);
    for (let n = first; n * spacing + movedPx < length; n++) {
      const along = n * spacing + movedPx;
      const u = (direction === 0 ? along : length - along) / length;
      const exact = Math.min(0.999, Math.max(0, u)) * (PATH_POINTS - 1);
      const a = Math.floor(exact) * PATH_STRIDE;
      const b = a + PATH_STRIDE;
      const share = exact - Math.floor(exact);
      const x = path[a] + (path[b] - path[a]) * share + path[a + 2] * lane;
      const y = path[a + 1] + (path[b + 1] - path[a + 1]) * share + path[a + 3] * lane;
      const dx = (-path[a + 3] * DASH_PX) / 2;
      const dy = (path[a + 2] * DASH_PX) / 2;
      context.strokeStyle = tokens[SIGN_TOKENS[dashSign(mix, direction as 0 | 1, Math.abs(n))]];
      context.beginPath();
      context.moveTo(x - dx, y - dy);
      context.lineTo(x + dx, y + dy);
      context.stroke();
    }
  }
}

/** A ring around the dot that was clicked. */
export function drawChosenDot(context: CanvasRenderingContext2D, tokens: Tokens, x: number, y: number): void {
  context.strokeStyle = tokens.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 8, 0, TURN);
  context.stroke();
}
