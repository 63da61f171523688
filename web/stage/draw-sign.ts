/** One drawing per sign: colour and shape together, so that neither has to carry the meaning alone. */
import {
  SIGN_DEGRADED,
  SIGN_ERROR,
  SIGN_HEDGE,
  SIGN_LATE,
  SIGN_LOST,
  SIGN_REJECTED,
  SIGN_REQUEST,
  SIGN_RESPONSE,
  SIGN_RETRY,
} from '../engine/protocol.ts';
import type { ColorToken, Tokens } from '../ui/theme.ts';

export const SIGN_TOKENS: readonly ColorToken[] = [
  'c-request',
  'c-response',
  'c-retry',
  'c-hedge',
  'c-error',
  'c-rejected',
  'c-late',
  'c-lost',
  'c-degraded',
];

/** @param radius CSS pixels; @param angle direction of travel in radians, for signs that point */
export function drawSign(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  sign: number,
  x: number,
  y: number,
  radius: number,
  angle: number,
): void {
  context.save();
  context.translate(x, y);
  context.fillStyle = tokens[SIGN_TOKENS[sign]];
  context.strokeStyle = tokens[SIGN_TOKENS[sign]];
  context.lineWidth = radius * 0.56;
  context.beginPath();
  SHAPES[sign](context, radius, angle);
  context.restore();
}

/** Whether a sign's drawing depends on its direction. */
export function isDirected(sign: number): boolean {
  return sign === SIGN_RETRY || sign === SIGN_REJECTED;
}

/** Rings and rings with gaps are drawn without a halo: the ground must be seen through them. */
export function hasHalo(sign: number): boolean {
  return sign !== SIGN_RESPONSE && sign !== SIGN_LATE && sign !== SIGN_LOST;
}

type Shape = (context: CanvasRenderingContext2D, radius: number, angle: number) => void;

const TURN = 2 * Math.PI;

const SHAPES: Record<number, Shape> = {
  [SIGN_REQUEST]: (context, radius) => {
    context.arc(0, 0, radius, 0, TURN);
    context.fill();
  },
  [SIGN_RESPONSE]: (context, radius) => {
    context.arc(0, 0, radius * 0.78, 0, TURN);
    context.stroke();
  },
  [SIGN_RETRY]: (context, radius, angle) => {
    context.rotate(angle);
    context.moveTo(radius * 1.2, 0);
    context.lineTo(-radius * 0.85, radius * 1.02);
    context.lineTo(-radius * 0.85, -radius * 1.02);
    context.closePath();
    context.fill();
  },
  [SIGN_HEDGE]: (context, radius) => {
    context.moveTo(radius * 1.25, 0);
    context.lineTo(0, radius * 1.25);
    context.lineTo(-radius * 1.25, 0);
    context.lineTo(0, -radius * 1.25);
    context.closePath();
    context.fill();
  },
  [SIGN_ERROR]: (context, radius) => {
    const arm = radius * 0.82;
    context.lineWidth = radius * 0.62;
    context.moveTo(-arm, -arm);
    context.lineTo(arm, arm);
    context.moveTo(arm, -arm);
    context.lineTo(-arm, arm);
    context.stroke();
  },
  [SIGN_REJECTED]: (context, radius, angle) => {
    context.rotate(angle);
    context.fillRect(-radius * 0.36, -radius * 1.15, radius * 0.72, radius * 2.3);
  },
  [SIGN_LATE]: (context, radius) => {
    context.arc(0, 0, radius * 0.78, -TURN / 4 + 0.75, TURN * 0.75 - 0.75);
    context.stroke();
  },
  [SIGN_LOST]: (context, radius) => {
    for (let point = 0; point < 6; point++) {
      const at = (TURN * point) / 6;
      context.moveTo(Math.cos(at) * radius + radius * 0.24, Math.sin(at) * radius);
      context.arc(Math.cos(at) * radius, Math.sin(at) * radius, radius * 0.24, 0, TURN);
    }
    context.fill();
  },
  [SIGN_DEGRADED]: (context, radius) => {
    context.arc(0, 0, radius * 0.78, 0, TURN);
    context.stroke();
    context.beginPath();
    context.arc(0, 0, radius * 0.6, TURN / 4, TURN * 0.75);
    context.fill();
  },
};
