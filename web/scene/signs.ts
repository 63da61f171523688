/**
 * The signs of the visual language in the order in which they are drawn: what matters most comes last, so that a
 * failure is never hidden behind a success.
 */
import {
  SIGN_COUNT,
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

export type SignName = 'request' | 'response' | 'retry' | 'hedge' | 'error' | 'rejected' | 'late' | 'lost' | 'degraded';

/** By sign number. */
export const SIGN_NAMES: readonly SignName[] = [
  'request',
  'response',
  'retry',
  'hedge',
  'error',
  'rejected',
  'late',
  'lost',
  'degraded',
];

export const DRAW_ORDER: readonly number[] = [
  SIGN_RESPONSE,
  SIGN_LATE,
  SIGN_LOST,
  SIGN_REQUEST,
  SIGN_DEGRADED,
  SIGN_HEDGE,
  SIGN_RETRY,
  SIGN_REJECTED,
  SIGN_ERROR,
];

/** Place of each sign in `DRAW_ORDER`. */
export const DRAW_RANK = new Uint8Array(SIGN_COUNT);
for (let rank = 0; rank < DRAW_ORDER.length; rank++) DRAW_RANK[DRAW_ORDER[rank]] = rank;

/** The order in which people read them: the key under the stage. */
export const KEY_ORDER: readonly number[] = [
  SIGN_REQUEST,
  SIGN_RESPONSE,
  SIGN_RETRY,
  SIGN_HEDGE,
  SIGN_ERROR,
  SIGN_REJECTED,
  SIGN_LATE,
  SIGN_LOST,
  SIGN_DEGRADED,
];

/** CSS pixels. */
export const DOT_RADIUS = 3.4;
export const DOT_RADIUS_COMPACT = 2.6;
