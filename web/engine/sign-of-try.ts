import { SIGN_HEDGE, SIGN_REQUEST, SIGN_RETRY } from './protocol.ts';
import type { World } from '../../sim-core/index.ts';

/** A first attempt, a retry or a hedge. */
export function signOfTry({ attempts }: World, attempt: number): number {
  if (attempts.isHedge[attempt] === 1) return SIGN_HEDGE;
  return attempts.number[attempt] > 1 ? SIGN_RETRY : SIGN_REQUEST;
}
