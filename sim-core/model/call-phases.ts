/**
 * The phases of a call that ends: what its attempts before the last cost, then the way of the last attempt. They add up
 * to the call's time to the nanosecond, however it ended.
 */
import { DOWNSTREAM, PROCESS, QUEUE, RESPOND, RETRY, SEND } from './phases.ts';
import {
  FRAME_ANSWERED,
  FRAME_AT_DOOR,
  FRAME_DELAYING,
  FRAME_PHASES,
  FRAME_QUEUED,
  FRAME_WORKING,
  OPEN_PROCESS,
  OPEN_QUEUE,
  OPEN_RESPOND,
  OPEN_RETRY,
  OPEN_SEND,
  OWN_DOWNSTREAM,
  OWN_PROCESS,
  OWN_QUEUE,
} from './tables.ts';
import type { World } from './world.ts';

/** Fills `world.endedPhases`. `attempt` −1: no attempt could be made at last, all time was spent on trying. */
export function fillEndedPhases(world: World, call: number, attempt: number): void {
  const { closed, opened } = world.endedPhases;
  const nowNs = world.kernel.nowNs;
  const startNs = world.calls.startNs[call];
  const { attempts } = world;
  const arrivedNs = attempt < 0 ? -1 : attempts.arrivedNs[attempt];
  if (arrivedNs < 0) {
    closed.fill(0);
    opened.fill(0);
    const attemptNs = attempt < 0 ? nowNs : attempts.startNs[attempt];
    closed[RETRY] = opened[RETRY] = attemptNs - startNs;
    closed[SEND] = opened[SEND] = nowNs - attemptNs;
    return;
  }
  fillVisit(world, attempts.frame[attempt]);
  const attemptNs = attempts.startNs[attempt];
  const answeredNs = attempts.answeredNs[attempt];
  const leftNs = answeredNs < 0 ? nowNs : answeredNs;
  closed[RETRY] = attemptNs - startNs;
  closed[SEND] = arrivedNs - attemptNs;
  closed[RESPOND] = nowNs - leftNs;
  opened[RETRY] += closed[RETRY];
  opened[SEND] += closed[SEND];
  opened[RESPOND] += closed[RESPOND];
  // A host that died, or never answered, leaves no account of what it did: it counts as process.
  const missingNs = leftNs - arrivedNs - closed[QUEUE] - closed[PROCESS] - closed[DOWNSTREAM];
  if (missingNs !== 0) {
    closed[PROCESS] += missingNs;
    opened[PROCESS] += missingNs;
  }
}

/** Sets what the visit took, and in `opened` what the calls it waited for took; the way to it and back is still missing. */
function fillVisit(world: World, frame: number): void {
  const { frames } = world;
  if (frame >= 0 && frames.state[frame] === FRAME_ANSWERED) {
    setPhases(world, frames.phases, frame * FRAME_PHASES);
    return;
  }
  if (frame >= 0) closeClock(world, frame, scratch);
  else scratch.fill(0);
  setPhases(world, scratch, 0);
}

function setPhases(world: World, phases: Float64Array, at: number): void {
  const { closed, opened } = world.endedPhases;
  closed[QUEUE] = phases[at + OWN_QUEUE];
  closed[PROCESS] = phases[at + OWN_PROCESS];
  closed[DOWNSTREAM] = phases[at + OWN_DOWNSTREAM];
  opened[SEND] = phases[at + OPEN_SEND];
  opened[QUEUE] = closed[QUEUE] + phases[at + OPEN_QUEUE];
  opened[PROCESS] = closed[PROCESS] + phases[at + OPEN_PROCESS];
  opened[DOWNSTREAM] = 0;
  opened[RESPOND] = phases[at + OPEN_RESPOND];
  opened[RETRY] = phases[at + OPEN_RETRY];
}

const scratch = new Float64Array(FRAME_PHASES);

/** The frame's phases up to now, with what it is doing at this moment. Writes to `target`. */
export function closeClock(world: World, frame: number, target: Float64Array): void {
  const { frames } = world;
  for (let i = 0; i < FRAME_PHASES; i++) target[i] = frames.phases[frame * FRAME_PHASES + i];
  const state = frames.state[frame];
  if (state === FRAME_ANSWERED) return;
  const runningNs = world.kernel.nowNs - frames.sinceNs[frame];
  if (state === FRAME_QUEUED || state === FRAME_AT_DOOR) {
    target[OWN_QUEUE] += runningNs;
  } else if (state === FRAME_WORKING || state === FRAME_DELAYING) {
    target[OWN_PROCESS] += runningNs;
  } else {
    // Waiting for calls that are not over: nothing is known yet of their phases.
    target[OWN_DOWNSTREAM] += runningNs;
    target[OPEN_PROCESS] += runningNs;
  }
}
