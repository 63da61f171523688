/**
 * Deadlines: how long a call may take, everything included, and what the callee's own calls inherit of it. To be called
 * only when the scenario has a deadline (`world.hasDeadlines`).
 */
import { MAX_TIME_NS } from '../kernel/time.ts';
import { DEADLINE_ENDS } from './event-kinds.ts';
import type { World } from './world.ts';

/** The sooner of the link's own deadline and the one inherited, which a sent call does not. False: no time is left. */
export function setDeadline(world: World, call: number): boolean {
  const { attempts, calls, frames, kernel } = world;
  const waiting = calls.parentFrame[call];
  const inheritedNs = waiting < 0 ? Infinity : attempts.deadlineNs[frames.attempt[waiting]];
  const ownNs = kernel.nowNs + world.links[calls.link[call]].deadlineNs;
  const deadlineNs = Math.min(inheritedNs, ownNs);
  calls.deadlineNs[call] = deadlineNs;
  if (deadlineNs <= kernel.nowNs) return false;
  if (deadlineNs <= MAX_TIME_NS) {
    kernel.scheduleKept(calls.deadlineNs, calls.deadlineTimer, call, DEADLINE_ENDS, call);
  }
  return true;
}
