/**
 * The phases of a call that ends: what its attempts before the last cost, then the way of the last attempt. They add up
 * to the call's time to the nanosecond, however it ended.
 */
import { DOWNSTREAM, PHASE_COUNT, PROCESS, QUEUE, RESPOND, RETRY, SEND } from './phases.ts';
import {
  FRAME_ANSWERED,
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
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    closed[phase] = 0;
    opened[phase] = 0;
  }
  const nowNs = world.kernel.nowNs;
  const startNs = world.calls.startNs[call];
  if (attempt < 0) {
    closed[RETRY] = opened[RETRY] = nowNs - startNs;
    return;
  }
  const { attempts } = world;
  const attemptNs = attempts.startNs[attempt];
  const arrivedNs = attempts.arrivedNs[attempt];
  closed[RETRY] = attemptNs - startNs;
  closed[SEND] = (arrivedNs < 0 ? nowNs : arrivedNs) - attemptNs;
  opened[RETRY] = closed[RETRY];
  opened[SEND] = closed[SEND];
  if (arrivedNs < 0) return;
  const frame = attempts.frame[attempt];
  const answeredNs = attempts.answeredNs[attempt];
  if (frame >= 0) addVisit(world, frame);
  const leftNs = answeredNs < 0 ? nowNs : answeredNs;
  closed[RESPOND] = nowNs - leftNs;
  opened[RESPOND] += closed[RESPOND];
  // A host that died, or never answered, leaves no account of what it did: it counts as process.
  const missingNs = leftNs - arrivedNs - closed[QUEUE] - closed[PROCESS] - closed[DOWNSTREAM];
  if (missingNs !== 0) {
    closed[PROCESS] += missingNs;
    opened[PROCESS] += missingNs;
  }
}

function addVisit(world: World, frame: number): void {
  const { frames } = world;
  if (frames.state[frame] === FRAME_ANSWERED) {
    addPhases(world, frames.phases, frame * FRAME_PHASES);
    return;
  }
  closeClock(world, frame, scratch);
  addPhases(world, scratch, 0);
}

function addPhases(world: World, phases: Float64Array, at: number): void {
  const { closed, opened } = world.endedPhases;
  closed[QUEUE] = phases[at + OWN_QUEUE];
  closed[PROCESS] = phases[at + OWN_PROCESS];
  closed[DOWNSTREAM] = phases[at + OWN_DOWNSTREAM];
  opened[SEND] += phases[at + OPEN_SEND];
  opened[QUEUE] += phases[at + OWN_QUEUE] + phases[at + OPEN_QUEUE];
  opened[PROCESS] += phases[at + OWN_PROCESS] + phases[at + OPEN_PROCESS];
  opened[RESPOND] += phases[at + OPEN_RESPOND];
  opened[RETRY] += phases[at + OPEN_RETRY];
}

const scratch = new Float64Array(FRAME_PHASES);

/** The frame's phases up to now, with what it is doing at this moment. Writes to `target`. */
export function closeClock(world: World, frame: number, target: Float64Array): void {
  const { frames } = world;
  for (let i = 0; i < FRAME_PHASES; i++) target[i] = frames.phases[frame * FRAME_PHASES + i];
  const state = frames.state[frame];
  if (state === FRAME_ANSWERED) return;
  const runningNs = world.kernel.nowNs - frames.sinceNs[frame];
  if (state === FRAME_QUEUED) {
    target[OWN_QUEUE] += runningNs;
  } else if (state === FRAME_WORKING) {
    target[OWN_PROCESS] += runningNs;
  } else {
    // Waiting for calls that are not over: nothing is known yet of their phases.
    target[OWN_DOWNSTREAM] += runningNs;
    target[OPEN_PROCESS] += runningNs;
  }
}
