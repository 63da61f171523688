/** Faces of instances, services seen from far, and workloads: everything on them that changes at most once a window. */
import { SLOTS_SHOWN } from '../engine/protocol.ts';
import { hatch, roundedRect, textWidth as widthOf, writeText } from './pen.ts';
import { drawSign } from './draw-sign.ts';
import { SIGN_ERROR } from '../engine/protocol.ts';
import { secondsSince } from '../scene/guard-lines.ts';
import { isEjected } from './instance-state.ts';
import type { InstanceState } from './instance-state.ts';
import type { Card, Rect } from '../scene/stage-layout.ts';
import type { StageText } from '../i18n/stage.ts';
import type { StageNumbers } from './stage-numbers.ts';
import type { Pen } from './pen.ts';

const TURN = 2 * Math.PI;
const CARD_RADIUS = 8;
const SLOT_PITCH_MAX = 9.75;
const SLOTS_PER_ROW = 8;
export const SLOT_SIZE = 8;
const CHIP_DOTS = 8;

export interface CardFace {
  readonly name: string;
  /** Workers of the instance; null: unlimited. */
  readonly concurrency: number | null;
  readonly state: InstanceState | null;
  /** 0 … 1, NaN: unknown. */
  readonly utilization: number;
  readonly isSelected: boolean;
  readonly tMs: number;
}

export function drawCard(pen: Pen, card: Card, face: CardFace, text: StageText, numbers: StageNumbers): void {
  const isDown = face.state !== null && !face.state.isUp;
  const isPartly = face.state !== null && face.state.ejectedBy > 0;
  drawBody(pen, card, isDown, face.isSelected, isPartly ? (isOut(face) ? 'all' : 'some') : 'none');
  if (card.detail === 'mid') drawChip(pen, card, face, numbers);
  else if (isDown) drawCrashed(pen, card, face, text, numbers);
  else drawNear(pen, card, face, text, numbers);
  if (!isDown && face.state !== null) drawFaultEdge(pen, card, face.state);
}

export function drawBody(
  pen: Pen,
  box: Rect,
  isDown: boolean,
  isSelected: boolean,
  ejected: 'none' | 'some' | 'all' = 'none',
): void {
  const { context, tokens } = pen;
  const { x, y, width, height } = box;
  context.save();
  if (isDown) {
    roundedRect(context, x, y, width, height, CARD_RADIUS);
    context.fillStyle = tokens.sunken;
    context.fill();
    context.save();
    context.clip();
    context.strokeStyle = tokens.line;
    context.lineWidth = 1;
    hatch(context, x, y, width, height, 7);
    context.restore();
    context.setLineDash([4, 3]);
    context.strokeStyle = tokens['c-error'];
    context.lineWidth = 1.5;
    roundedRect(context, x + 0.5, y + 0.5, width - 1, height - 1, CARD_RADIUS);
    context.stroke();
    context.setLineDash([]);
  } else if (ejected !== 'none') {
    // Still alive, but left out by those that could call it.
    roundedRect(context, x, y, width, height, CARD_RADIUS);
    context.fillStyle = ejected === 'all' ? tokens.zone : tokens.surface;
    context.fill();
    context.setLineDash([0.01, 4]);
    context.lineCap = 'round';
    context.strokeStyle = tokens['ink-3'];
    context.lineWidth = 2;
    roundedRect(context, x + 0.5, y + 0.5, width - 1, height - 1, CARD_RADIUS);
    context.stroke();
    context.setLineDash([]);
  } else {
    roundedRect(context, x, y, width, height, CARD_RADIUS);
    context.fillStyle = tokens.surface;
    if (tokens.theme === 'light') {
      context.shadowColor = 'rgb(20 24 31 / 0.10)';
      context.shadowBlur = 3;
      context.shadowOffsetY = 1;
    }
    context.fill();
    context.shadowColor = 'transparent';
    context.strokeStyle = tokens.theme === 'contrast' ? tokens.ink : tokens.line;
    context.lineWidth = 1;
    roundedRect(context, x + 0.5, y + 0.5, width - 1, height - 1, CARD_RADIUS);
    context.stroke();
  }
  if (isSelected) {
    context.strokeStyle = tokens.ink;
    context.lineWidth = 2;
    roundedRect(context, x, y, width, height, CARD_RADIUS);
    context.stroke();
  }
  context.restore();
}

/** Slow or failing, but alive: a thick edge, and words beside it. */
function drawFaultEdge({ context, tokens }: Pen, card: Card, state: InstanceState): void {
  if (state.slow === 1 && state.errorRatio === 0) return;
  context.save();
  roundedRect(context, card.x, card.y, card.width, card.height, CARD_RADIUS);
  context.clip();
  context.fillStyle = state.slow === 1 ? tokens['c-error'] : tokens['c-retry'];
  context.fillRect(card.x, card.y, 5, card.height);
  context.restore();
}

function drawNear(pen: Pen, card: Card, face: CardFace, text: StageText, numbers: StageNumbers): void {
  const { tokens } = pen;
  const { ringX, textX, middle, nameSize, textWidth } = nearPlaces(card);
  const isUnlimited = face.concurrency === null;
  const share = isUnlimited ? Number.NaN : face.utilization;
  drawRing(pen, ringX, middle, card.width < 130 ? 13 : 14, 3.5, share);
  const ringText = isUnlimited ? numbers.count(face.state?.busy ?? 0) : numbers.percentDigits(face.utilization);
  const ink = isOut(face) ? tokens['ink-3'] : tokens.ink;
  if (face.state?.isPaused === true) drawBars(pen, ringX, middle, 5);
  else writeText(pen, ringText, ringX, middle, { size: 11, weight: 600, color: ink, align: 'center' });
  const note = noteOf(face, text, numbers);
  const rows = slotRows(face.concurrency);
  const lines = nearLines(card, rows, note !== null);
  const name = { size: nameSize, weight: 600, color: ink, maxWidth: textWidth };
  writeText(pen, nameOn(pen, card, face), textX, lines.nameY, name);
  if (note !== null) {
    writeText(pen, note, textX, lines.noteY, { size: 12, color: tokens['ink-2'], maxWidth: textWidth });
  }
  if (lines.slotsY !== null && rows > 0) drawEmptySlots(pen, card, face.concurrency ?? 0, lines.slotsY);
}

function drawCrashed(pen: Pen, card: Card, face: CardFace, text: StageText, numbers: StageNumbers): void {
  const { context, tokens } = pen;
  const { ringX, textX, middle, nameSize, textWidth } = nearPlaces(card);
  drawSign(context, tokens, SIGN_ERROR, ringX, middle, 8, 0);
  const name = { size: nameSize, weight: 600, color: tokens.ink, maxWidth: textWidth };
  writeText(pen, nameOn(pen, card, face), textX, middle - 9, name);
  const words = face.state === null ? '' : downWords(face.state, face.tMs, text, numbers);
  writeText(pen, words, textX, middle + 9, { size: 12, color: tokens['ink-2'], maxWidth: textWidth });
}

/** The number tells instances apart, and the heading above names the service: of a long name the number is left. */
function nameOn(pen: Pen, card: Card, { name }: CardFace): string {
  const { nameSize, textWidth } = nearPlaces(card);
  return widthOf(pen, name, nameSize, 600) <= textWidth ? name : `#${card.number + 1}`;
}

function drawChip(pen: Pen, card: Card, face: CardFace, numbers: StageNumbers): void {
  const { context, tokens } = pen;
  const { x, y, width, height } = card;
  const number = `#${card.number + 1}`;
  const ink = isOut(face) ? tokens['ink-3'] : tokens.ink;
  writeText(pen, number, x + 8, y + 13, { size: 12, weight: 600, color: ink });
  if (face.state !== null && !face.state.isUp) {
    drawSign(context, tokens, SIGN_ERROR, x + width - 13, y + 13, 5, 0);
    const left = face.state.backAtMs - face.tMs;
    const words = left >= 0 ? numbers.seconds(left) : '–';
    writeText(pen, words, x + 8, y + height - 13, { size: 11, color: tokens['ink-2'] });
    return;
  }
  drawRing(pen, x + width - 14, y + 14, 6.5, 2.5, face.concurrency === null ? Number.NaN : face.utilization);
  if (face.state?.isPaused === true) drawBars(pen, x + width - 14, y + 14, 2.5);
  if (face.concurrency === null) {
    const busy = numbers.count(face.state?.busy ?? 0);
    writeText(pen, busy, x + 8, y + height - 12, { size: 11, color: tokens['ink-2'] });
    return;
  }
  context.fillStyle = tokens.track;
  context.beginPath();
  for (let dot = 0; dot < chipDots(face.concurrency); dot++) {
    const at = chipDotX(card, dot);
    context.moveTo(at + 1.2, y + height - 12);
    context.arc(at, y + height - 12, 1.2, 0, TURN);
  }
  context.fill();
}

export function drawFarService(
  pen: Pen,
  box: Rect,
  words: {
    name: string;
    count: string;
    percent: string;
    share: number;
    isBroken: boolean;
    hasEjected: boolean;
    isSelected: boolean;
  },
): void {
  const { tokens } = pen;
  drawBody(pen, box, false, words.isSelected, words.hasEjected ? 'some' : 'none');
  const middle = box.y + box.height / 2;
  const isNarrow = box.width < 100;
  const ringX = box.x + (isNarrow ? 15 : 20);
  const textX = box.x + (isNarrow ? 28 : 38);
  drawRing(pen, ringX, middle, isNarrow ? 8 : 11, 3, words.share);
  if (words.isBroken) drawSign(pen.context, tokens, SIGN_ERROR, ringX, middle, 4.5, 0);
  const maxWidth = box.x + box.width - textX - 4;
  const nameSize = isNarrow ? 12 : 13;
  writeText(pen, words.name, textX, middle - 8, { size: nameSize, weight: 600, color: tokens.ink, maxWidth });
  // Where both do not fit, an outage says more than how busy the rest is.
  const whole = words.percent === '' ? words.count : `${words.count} · ${words.percent}`;
  const short = words.isBroken || words.percent === '' ? words.count : words.percent;
  const line = widthOf(pen, whole, 11) <= maxWidth ? whole : short;
  writeText(pen, line, textX, middle + 9, { size: 11, color: tokens['ink-2'], maxWidth });
}

export function drawWorkload(
  pen: Pen,
  box: Rect,
  words: { name: string; rate: string; isSelected: boolean; isPhone: boolean },
): void {
  const { context, tokens } = pen;
  // On phones a circle around the middle, where the ways begin; the rate stands under it.
  const round = words.isPhone ? { ...box, y: box.y + (box.height - box.width) / 2, height: box.width } : box;
  context.fillStyle = tokens.surface;
  roundedRect(context, round.x, round.y, round.width, round.height, round.height / 2);
  context.fill();
  context.strokeStyle = words.isSelected || tokens.theme === 'contrast' ? tokens.ink : tokens.line;
  context.lineWidth = words.isSelected ? 2 : 1;
  context.stroke();
  const center = round.x + round.width / 2;
  const middle = round.y + round.height / 2;
  if (!words.isPhone) {
    const name = { size: 13, weight: 600, color: tokens.ink, align: 'center', maxWidth: box.width - 16 } as const;
    writeText(pen, words.name, center, middle - 8, name);
    writeText(pen, words.rate, center, middle + 9, { size: 12, color: tokens['ink-3'], align: 'center' });
    return;
  }
  context.strokeStyle = tokens['ink-2'];
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(center, middle - 5, 4.5, 0, TURN);
  context.stroke();
  context.beginPath();
  context.arc(center, middle + 12, 8.5, Math.PI * 1.1, Math.PI * 1.9);
  context.stroke();
  writeText(pen, words.rate, center, round.y + round.height + 12, {
    size: 11,
    color: tokens['ink-2'],
    align: 'center',
  });
}

export function drawRing(pen: Pen, x: number, y: number, radius: number, width: number, share: number): void {
  const { context, tokens } = pen;
  context.lineCap = 'butt';
  context.lineWidth = width;
  context.strokeStyle = tokens.line;
  context.beginPath();
  context.arc(x, y, radius, 0, TURN);
  context.stroke();
  if (!(share > 0)) return;
  context.strokeStyle = share > 0.95 ? tokens.ink : tokens['ink-3'];
  context.beginPath();
  context.arc(x, y, radius, -TURN / 4, -TURN / 4 + TURN * Math.min(1, share));
  context.stroke();
}

/** Paused: two bars, `half` pixels above the middle and below it. */
function drawBars({ context, tokens }: Pen, x: number, y: number, half: number): void {
  context.fillStyle = tokens.ink;
  context.fillRect(x - half * 0.8, y - half, half * 0.6, 2 * half);
  context.fillRect(x + half * 0.2, y - half, half * 0.6, 2 * half);
}

/** Rows of worker squares: none when there are more than can be shown one by one. */
export function slotRows(concurrency: number | null): number {
  if (concurrency === null || concurrency > SLOTS_SHOWN) return 0;
  return concurrency > SLOTS_PER_ROW ? 2 : 1;
}

export function nearPlaces(card: Card) {
  const isNarrow = card.width < 130;
  return {
    ringX: card.x + (isNarrow ? 22 : 25),
    textX: card.x + (isNarrow ? 43 : 48),
    textWidth: card.width - (isNarrow ? 49 : 54),
    middle: card.y + card.height / 2,
    nameSize: isNarrow ? 12 : 13,
  };
}

/** Lines of a near card from its middle: name, squares, words. Low cards leave out the squares when there are words. */
export function nearLines(card: Card, rows: number, hasNote: boolean) {
  const middle = card.y + card.height / 2;
  if (!hasNote) {
    if (rows !== 2) return { nameY: middle - 9, slotsY: middle + 4, noteY: 0 };
    const isLow = card.height < 52;
    return { nameY: middle - (isLow ? 12 : 14), slotsY: middle - (isLow ? 2 : 3), noteY: 0 };
  }
  const hasRoom = card.height >= 60 && rows === 1;
  if (hasRoom) return { nameY: middle - 19, slotsY: middle - 7, noteY: middle + 17 };
  return { nameY: middle - 9, slotsY: null, noteY: middle + 9 };
}

export function slotX(card: Card, slot: number): number {
  const { textX, textWidth } = nearPlaces(card);
  return textX + (slot % SLOTS_PER_ROW) * Math.min(SLOT_PITCH_MAX, textWidth / SLOTS_PER_ROW);
}

export function slotY(slotsY: number, slot: number): number {
  return slotsY + Math.floor(slot / SLOTS_PER_ROW) * (SLOT_SIZE + 3);
}

export function chipDots(concurrency: number): number {
  return Math.min(CHIP_DOTS, concurrency);
}

export function chipDotX(card: Card, dot: number): number {
  return card.x + 10 + dot * ((card.width - 20) / (CHIP_DOTS - 1));
}

function isOut({ state }: CardFace): boolean {
  return state !== null && isEjected(state);
}

/** Words under the name of an instance that is up; null: none are needed, the squares speak. */
export function noteOf(face: CardFace, text: StageText, numbers: StageNumbers): string | null {
  const { state } = face;
  if (state === null) return null;
  if (state.isPaused) return text.paused;
  if (state.ejectedBy > 0) {
    if (!isEjected(state)) return text.guards.ejectedByShort(state.ejectedBy, state.ejectors);
    return text.guards.ejectedShort(secondsSince(state.ejectedAtMs, face.tMs));
  }
  if (state.slow !== 1) return text.slower(numbers.factor(state.slow));
  if (state.errorRatio > 0) return text.failing(numbers.percent(state.errorRatio));
  if (face.concurrency === null) return text.running;
  if (face.concurrency > SLOTS_SHOWN) {
    return text.busyOf(numbers.count(state.busy), numbers.count(face.concurrency));
  }
  return null;
}

export function downWords(state: InstanceState, tMs: number, text: StageText, numbers: StageNumbers): string {
  const leftMs = state.backAtMs - tMs;
  if (leftMs >= 0) return text.backIn(numbers.seconds(leftMs));
  return state.isHostDown ? text.hostDown : text.down;
}

function drawEmptySlots({ context, tokens }: Pen, card: Card, concurrency: number, slotsY: number): void {
  context.strokeStyle = tokens.theme === 'light' ? tokens.track : tokens['line-strong'];
  context.lineWidth = 1;
  context.beginPath();
  for (let slot = 0; slot < concurrency; slot++) {
    context.roundRect(slotX(card, slot) + 0.5, slotY(slotsY, slot) + 0.5, SLOT_SIZE - 1, SLOT_SIZE - 1, 1.5);
  }
  context.stroke();
}
