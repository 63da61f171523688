/**
 * Gates of callers on their links: a breaker as a circle whose bar lets calls pass or not, any other guard as two posts
 * that they pass between; what waits before it, how full it is, and what is left of the retry budget.
 */
import { SIGN_NONE, SIGN_REJECTED, WAITING_SHOWN } from '../engine/protocol.ts';
import { BOUNCE_MS, BOUNCE_TURN } from '../scene/bounces.ts';
import { bounce } from '../scene/dot-motion.ts';
import { fillOf, GATE_RADIUS, hasLine, isBarred, readGate } from '../scene/gates.ts';
import { drawSign } from './draw-sign.ts';
import type { Frame, LinkGuards, Topology } from '../engine/protocol.ts';
import type { Bounces } from '../scene/bounces.ts';
import type { GateSpot, GateState } from '../scene/gates.ts';
import type { Sprites } from './sprites.ts';
import type { Tokens } from '../ui/theme.ts';

export type GateFace = 'closed' | 'half-open' | 'open' | 'posts' | 'none';

/** Words that stand beside gates. */
export interface GateWords {
  readonly openOf: (open: number, all: number) => string;
  readonly perSecond: (count: number) => string;
}

const TURN = 2 * Math.PI;
const LINE_ROWS = 6;
const LINE_COLUMNS = 2;
const LINE_PITCH = 6.5;
const LINE_PITCH_COMPACT = 4.5;
const LINE_GAP = 6;
const BAR_HEIGHT = 4;
const POST_AT = 9;

/** The worst of what its breakers are. */
export function faceOf(guards: LinkGuards, state: GateState): GateFace {
  if (guards.breaker === null || state.breakers === 0) return isBarred(guards) ? 'posts' : 'none';
  if (state.open > 0) return 'open';
  return state.halfOpen > 0 ? 'half-open' : 'closed';
}

/** `state` and `label` of each spot are kept between frames, so that drawing makes no objects. */
export interface DrawnGate {
  readonly spot: GateSpot;
  readonly state: GateState;
  readonly isLabelled: boolean;
  label: string;
  /** What the label says, and in which words. */
  labelKey: number;
  labelWords: GateWords | null;
}

export function drawGates(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  sprites: Sprites,
  topology: Topology,
  gates: readonly DrawnGate[],
  bases: readonly number[],
  frame: Frame,
  words: GateWords,
): void {
  for (let k = 0; k < gates.length; k++) {
    const gate = gates[k];
    const { spot, state } = gate;
    const link = topology.links[spot.link];
    readGate(state, frame, bases, spot.link, spot.ends);
    const face = faceOf(link.guards, state);
    const clients = link.caller.kind === 'workload' ? topology.workloads[link.caller.index].clients : 1;
    const fill = fillOf(link.guards, state, clients);
    if (fill >= 0) drawFill(context, tokens, spot, fill, face);
    drawGate(context, tokens, face, spot.x, spot.y, spot.radius, state.turnedLast > 0);
    if (hasLine(link.guards)) drawLine(context, tokens, sprites, frame, bases, gate);
    if (link.guards.budget !== null) {
      const hasHalf = link.guards.budget === 'tokens';
      drawBudget(context, tokens, spot, state.budgetLeft / state.budgetFull, state.budgetsSpent > 0, face, hasHalf);
    }
    if (gate.isLabelled) writeLabels(context, tokens, gate, face, link.guards.budget !== null, words);
  }
}

/** Also the icon of the key. */
export function drawGate(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  face: GateFace,
  x: number,
  y: number,
  radius: number,
  isRefusing: boolean,
): void {
  if (face === 'none') return;
  context.save();
  context.translate(x, y);
  if (face === 'posts') {
    context.lineCap = 'round';
    context.lineWidth = 2.5;
    context.strokeStyle = isRefusing ? tokens['c-error'] : tokens['ink-2'];
    const at = (POST_AT * radius) / GATE_RADIUS;
    context.beginPath();
    context.moveTo(0, -at);
    context.lineTo(0, -at + radius * 0.45);
    context.moveTo(0, at);
    context.lineTo(0, at - radius * 0.45);
    context.stroke();
    context.restore();
    return;
  }
  const color = face === 'open' ? tokens['c-error'] : face === 'half-open' ? tokens['c-retry'] : tokens['ink-2'];
  context.fillStyle = tokens.surface;
  context.strokeStyle = color;
  context.lineWidth = radius * 0.14;
  context.beginPath();
  context.arc(0, 0, radius - radius * 0.07, 0, TURN);
  context.fill();
  context.stroke();
  context.lineWidth = radius * 0.24;
  context.lineCap = 'butt';
  const reach = radius * 0.58;
  context.beginPath();
  if (face === 'half-open') {
    context.setLineDash([radius * 0.34, radius * 0.2]);
    context.moveTo(-reach * 0.78, reach * 0.78);
    context.lineTo(reach * 0.78, -reach * 0.78);
  } else if (face === 'open') {
    context.moveTo(0, -reach);
    context.lineTo(0, reach);
  } else {
    context.moveTo(-reach, 0);
    context.lineTo(reach, 0);
  }
  context.stroke();
  context.restore();
}

/** How full the bulkhead or the pool is: a ring around the gate. */
function drawFill(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  { x, y, radius: gateRadius }: GateSpot,
  fill: number,
  face: GateFace,
): void {
  const radius = face === 'posts' ? gateRadius * 1.15 : gateRadius + 3;
  context.lineCap = 'butt';
  context.lineWidth = gateRadius * 0.22;
  context.fillStyle = tokens.surface;
  context.strokeStyle = tokens.line;
  context.beginPath();
  context.arc(x, y, radius, 0, TURN);
  context.fill();
  context.stroke();
  if (fill <= 0) return;
  context.strokeStyle = fill >= 0.999 ? tokens['ink-2'] : tokens['ink-3'];
  context.beginPath();
  context.arc(x, y, radius, -TURN / 4, -TURN / 4 + TURN * Math.min(1, fill));
  context.stroke();
}

/** Attempts that wait for a place, their turn or a connection, nearest to the gate first. */
function drawLine(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  sprites: Sprites,
  frame: Frame,
  bases: readonly number[],
  { spot, state }: DrawnGate,
): void {
  const all = state.waiting + state.waitingForConnection;
  if (all === 0) return;
  const isCompact = spot.radius < GATE_RADIUS;
  const pitch = isCompact ? LINE_PITCH_COMPACT : LINE_PITCH;
  const x = spot.x - spot.radius - (isCompact ? 4 : LINE_GAP);
  const rows = Math.min(LINE_ROWS, all);
  const top = spot.y - ((rows - 1) * pitch) / 2;
  let place = 0;
  for (let k = 0; k < spot.ends.length && place < LINE_ROWS * LINE_COLUMNS; k++) {
    const from = (bases[spot.link] + spot.ends[k]) * WAITING_SHOWN;
    for (let n = 0; n < WAITING_SHOWN && place < LINE_ROWS * LINE_COLUMNS; n++) {
      const sign = frame.waiting[from + n];
      if (sign === SIGN_NONE || sign === undefined) break;
      sprites.drawQueued(context, sign, x - Math.floor(place / LINE_ROWS) * pitch, top + (place % LINE_ROWS) * pitch);
      place++;
    }
  }
  if (all <= place || isCompact) return;
  context.font = `600 11px ${tokens.font}`;
  context.fillStyle = tokens['ink-2'];
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(`+${all - place}`, x - pitch / 2, top + LINE_ROWS * pitch + 4);
}

/** What is left, as a bar under the gate. */
function drawBudget(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  { x, y, radius }: GateSpot,
  share: number,
  isSpent: boolean,
  face: GateFace,
  hasHalf: boolean,
): void {
  const width = 2 * radius;
  const height = radius < GATE_RADIUS ? 3 : BAR_HEIGHT;
  const left = x - radius;
  const top = y + (face === 'none' ? radius * 0.9 : radius + (radius < GATE_RADIUS ? 4 : 7));
  context.fillStyle = tokens.surface;
  context.strokeStyle = isSpent ? tokens['c-error'] : tokens['line-strong'];
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left - 1.5, top - 1.5, width + 3, height + 3, 3);
  context.fill();
  context.stroke();
  if (hasHalf) {
    // A bucket of tokens refuses from half of it down.
    context.fillStyle = tokens['ink-3'];
    context.fillRect(x - 0.5, top - 1, 1, height + 2);
  }
  if (!(share > 0)) return;
  context.fillStyle = tokens['c-retry'];
  context.fillRect(left, top, width * Math.min(1, share), height);
}

function writeLabels(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  gate: DrawnGate,
  face: GateFace,
  hasBudget: boolean,
  words: GateWords,
): void {
  const { spot, state } = gate;
  context.font = `600 11px ${tokens.font}`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  if (state.breakers > 1 && (state.open > 0 || state.halfOpen > 0)) {
    const key = state.open * 4096 + state.breakers;
    if (gate.labelKey !== key || gate.labelWords !== words) {
      gate.labelKey = key;
      gate.labelWords = words;
      gate.label = words.openOf(state.open, state.breakers);
    }
    const color = face === 'open' ? tokens['c-error'] : tokens['ink-2'];
    writeHaloed(context, tokens, gate.label, spot.x, spot.y - GATE_RADIUS - 11, color);
  }
  if (state.turnedLast > 0) {
    const y = spot.y + GATE_RADIUS + (hasBudget ? 23 : 12);
    const text = words.perSecond(state.turnedLast);
    writeHaloed(context, tokens, text, spot.x, y, tokens['c-error'], 'left');
    drawSign(context, tokens, SIGN_REJECTED, spot.x - 5, y, 4, 0);
  }
}

function writeHaloed(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  text: string,
  x: number,
  y: number,
  color: string,
  align: CanvasTextAlign = 'center',
): void {
  context.textAlign = align;
  context.strokeStyle = tokens.bg;
  context.lineWidth = 3;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** Attempts that are turned back: up to their gate as what they are, and back as refused. */
export function drawBounces(
  context: CanvasRenderingContext2D,
  sprites: Sprites,
  bounces: Bounces,
  gates: readonly DrawnGate[],
  realMs: number,
): void {
  for (let slot = 0; slot < bounces.count; slot++) {
    const progress = (realMs - bounces.startMs[slot]) / BOUNCE_MS;
    if (progress < 0) continue;
    const spot = spotOf(gates, bounces.link[slot], bounces.from[slot]);
    if (spot === null) continue;
    const isBack = progress >= BOUNCE_TURN;
    const u = isBack ? 1 - bounce((progress - BOUNCE_TURN) / (1 - BOUNCE_TURN)) : progress / BOUNCE_TURN;
    const stopX = spot.x - spot.radius - 1;
    const aside = ((bounces.id[slot] % 5) - 2) * 2;
    const x = spot.startX + (stopX - spot.startX) * Math.max(0, u);
    const y = spot.startY + (spot.y - spot.startY) * Math.max(0, u) + aside;
    context.globalAlpha = isBack ? Math.max(0, Math.min(1, (1 - progress) * 3)) : 1;
    sprites.drawDot(context, isBack ? SIGN_REJECTED : bounces.sign[slot], x, y, 0);
  }
  context.globalAlpha = 1;
}

function spotOf(gates: readonly DrawnGate[], link: number, from: number): GateSpot | null {
  for (let k = 0; k < gates.length; k++) {
    const { spot } = gates[k];
    if (spot.link === link && spot.ends.includes(from)) return spot;
  }
  return null;
}
