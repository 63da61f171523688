/**
 * Respond: the answer leaves the instance and travels back.
 *
 * @hot
 */
import { sendResponse } from './network.ts';
import type { Outcome } from './outcomes.ts';
import type { World } from './world.ts';

/** The server's side is over at this instant. */
export function respond(world: World, attempt: number, outcome: Outcome): void {
  const { attempts } = world;
  attempts.outcome[attempt] = outcome;
  attempts.answeredNs[attempt] = world.kernel.nowNs;
  sendResponse(world, attempt);
}
