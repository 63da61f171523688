/**
 * What stops at a server when news comes that nobody wants the answer: nothing, those still waiting for their first
 * worker, or everything. Of tied requests the copy that starts first sends such news to the others, which heed it while
 * they wait (Dean and Barroso, The Tail at Scale, 2013).
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { leaveInside } from './admission.ts';
import { isAtBroker } from './broker.ts';
import { abandonBranch, releaseAttempt, sendNews } from './give-up.ts';
import { leaveQueue } from './instance.ts';
import { CANCELLED } from './outcomes.ts';
import { respond } from './respond.ts';
import { AT_SERVER, FRAME_ANSWERED, FRAME_AT_DOOR, FRAME_QUEUED } from './tables.ts';
import type { World } from './world.ts';

const FROM_COPY = 1;

/** The attempt has its first worker: copies of it that wait elsewhere are not needed any more. */
export function tellCopies(world: World, attempt: number): void {
  const { attempts, calls } = world;
  const call = attempts.call[attempt];
  if (call < 0) return;
  for (let other = calls.attempt[call]; other >= 0; other = attempts.older[other]) {
    if (other !== attempt) sendNews(world, other, FROM_COPY);
  }
}

export function onCancelArrives(world: World, attempt: number, from: number): void {
  const { attempts, frames } = world;
  attempts.cancelEvent[attempt] = NO_EVENT;
  if (attempts.state[attempt] !== AT_SERVER) return;
  const frame = attempts.frame[attempt];
  const isAtDoor = frames.state[frame] === FRAME_AT_DOOR;
  if (isAtDoor || (frames.state[frame] === FRAME_QUEUED && frames.hasStarted[frame] === 0)) {
    stopWaiting(world, attempt, from);
  } else if (from !== FROM_COPY && world.services[world.instanceService[attempts.instance[attempt]]].stopsWork) {
    stopAll(world, attempt, frame);
  }
}

function stopWaiting(world: World, attempt: number, from: number): void {
  const { attempts, frames, kernel } = world;
  const frame = attempts.frame[attempt];
  kernel.cancelKept(frames.event, frame);
  leaveInside(world, frame, CANCELLED);
  if (frames.state[frame] === FRAME_QUEUED) leaveQueue(world, frame);
  frames.state[frame] = FRAME_ANSWERED;
  if (world.observer !== null && !isAtBroker(world, frame)) world.observer.attemptAnswered(attempt, CANCELLED);
  // The caller of a copy still counts it and hears of it; who sent the news itself does not wait for an answer.
  if (from === FROM_COPY) respond(world, attempt, CANCELLED);
  else releaseAttempt(world, attempt);
}

function stopAll(world: World, attempt: number, frame: number): void {
  leaveInside(world, frame, CANCELLED);
  abandonBranch(world, frame);
  world.attempts.frame[attempt] = -1;
  if (world.observer !== null) world.observer.attemptAnswered(attempt, CANCELLED);
  releaseAttempt(world, attempt);
}
