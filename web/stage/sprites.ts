/**
 * Every sign drawn once into one picture, so that a frame with thousands of them only copies pixels. Signs that point
 * are kept in `ANGLES` directions.
 */
import { SIGN_COUNT, SIGN_LATE } from '../engine/protocol.ts';
import { drawSign, hasHalo, isDirected, SIGN_TOKENS } from './draw-sign.ts';
import { hatch, roundedRect } from './pen.ts';
import type { Tokens } from '../ui/theme.ts';

const ANGLES = 32;
const HALO_PX = 1.4;
/** Keeps neighbours in the picture from bleeding into each other when pixels are interpolated. */
const SLOT_MARGIN_PX = 1;
const TURN = 2 * Math.PI;

export interface SpriteOptions {
  readonly tokens: Tokens;
  /** Colour behind the signs: their halo. */
  readonly ground: string;
  readonly dotRadius: number;
  readonly queueRadius: number;
  readonly slotSize: number;
  /** Device pixels per CSS pixel of the layout. */
  readonly pixelRatio: number;
}

export interface Sprites {
  readonly options: SpriteOptions;
  drawDot(context: CanvasRenderingContext2D, sign: number, x: number, y: number, angle: number): void;
  drawQueued(context: CanvasRenderingContext2D, sign: number, x: number, y: number): void;
  /** A worker's square; x and y are its top left corner. */
  drawSlot(context: CanvasRenderingContext2D, sign: number, x: number, y: number): void;
}

export function createSprites(options: SpriteOptions): Sprites {
  const { tokens, pixelRatio, dotRadius, queueRadius, slotSize } = options;
  const room = Math.max((dotRadius * 1.3 + HALO_PX + 1) * 2, slotSize + 3 * SLOT_MARGIN_PX);
  const cell = Math.ceil(room * pixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = cell * (ANGLES + 2);
  canvas.height = cell * SIGN_COUNT;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no canvas.');
  const half = cell / 2 / pixelRatio;

  for (let sign = 0; sign < SIGN_COUNT; sign++) {
    const directions = isDirected(sign) ? ANGLES : 1;
    for (let column = 0; column < directions; column++) {
      enterCell(context, column, sign);
      if (hasHalo(sign)) drawHalo(context, options.ground, half, dotRadius);
      drawSign(context, tokens, sign, half, half, dotRadius, (TURN * column) / ANGLES);
    }
    enterCell(context, ANGLES, sign);
    drawSign(context, tokens, sign, half, half, queueRadius, 0);
    enterCell(context, ANGLES + 1, sign);
    context.translate(SLOT_MARGIN_PX, SLOT_MARGIN_PX);
    drawFilledSlot(context, tokens, sign, slotSize);
  }

  function enterCell(into: CanvasRenderingContext2D, column: number, row: number): void {
    into.setTransform(pixelRatio, 0, 0, pixelRatio, column * cell, row * cell);
  }

  const size = cell / pixelRatio;
  function copy(into: CanvasRenderingContext2D, column: number, row: number, x: number, y: number): void {
    into.drawImage(canvas, column * cell, row * cell, cell, cell, x, y, size, size);
  }

  return {
    options,
    drawDot: (into, sign, x, y, angle) => copy(into, isDirected(sign) ? columnOf(angle) : 0, sign, x - half, y - half),
    drawQueued: (into, sign, x, y) => copy(into, ANGLES, sign, x - half, y - half),
    drawSlot: (into, sign, x, y) => copy(into, ANGLES + 1, sign, x - SLOT_MARGIN_PX, y - SLOT_MARGIN_PX),
  };
}

function columnOf(angle: number): number {
  const turns = angle / TURN;
  return Math.round((turns - Math.floor(turns)) * ANGLES) % ANGLES;
}

function drawHalo(context: CanvasRenderingContext2D, ground: string, center: number, radius: number): void {
  context.fillStyle = ground;
  context.beginPath();
  context.arc(center, center, radius + HALO_PX, 0, TURN);
  context.fill();
}

/** Work that nobody waits for any more is hatched. */
function drawFilledSlot(context: CanvasRenderingContext2D, tokens: Tokens, sign: number, size: number): void {
  context.fillStyle = tokens[SIGN_TOKENS[sign]];
  roundedRect(context, 0, 0, size, size, size / 4);
  if (sign !== SIGN_LATE) {
    context.fill();
    return;
  }
  context.save();
  context.clip();
  context.globalAlpha = 0.35;
  context.fillRect(0, 0, size, size);
  context.globalAlpha = 1;
  context.strokeStyle = tokens['c-late'];
  context.lineWidth = size * 0.18;
  hatch(context, 0, 0, size, size, size * 0.4);
  context.restore();
}
