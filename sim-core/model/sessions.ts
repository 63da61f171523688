/**
 * Sessions: several requests of one user, one after the other, each with an outcome of its own. The next one comes when
 * the outcome of the one before has been thought about, good or bad: load generators go on after a failure unless they
 * are told otherwise (Gatling without `exitBlockOnFail`, JMeter's "Continue", Locust, k6).
 */
import { type Distribution, isConstant, sampleNs } from '../kernel/distributions.ts';
import { SlotPool } from '../kernel/slot-pool.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { userAnswered } from './closed-users.ts';
import { SESSION_GOES_ON } from './event-kinds.ts';
import { growColumns } from './tables.ts';
import { STOPPED_BY_CALL_LIMIT, type World } from './world.ts';

const INITIAL_CAPACITY = 64;
export const NO_SESSION = -1;

/** Sessions under way, their users thinking or waiting. */
export class SessionTable {
  readonly pool: SlotPool;
  workload = new Int32Array(0);
  /** Requests that are over. */
  step = new Int32Array(0);
  client = new Int32Array(0);
  /** Closed user, −1 for an arrival, below that a member of the herd; and its round, or the number of the arrival. */
  who = new Int32Array(0);
  index = new Float64Array(0);

  constructor(bound: number) {
    this.pool = new SlotPool(INITIAL_CAPACITY, bound, (capacity) => growColumns(this, capacity));
  }
}

/** @returns the session, or NO_SESSION after ending the run: sessions count like calls in flight */
export function openSession(world: World, workload: number, client: number, who: number, index: number): number {
  const { sessions } = world;
  const session = sessions.pool.allocate();
  if (session < 0) {
    world.kernel.stop(STOPPED_BY_CALL_LIMIT);
    return NO_SESSION;
  }
  sessions.workload[session] = workload;
  sessions.step[session] = 0;
  sessions.client[session] = client;
  sessions.who[session] = who;
  sessions.index[session] = index;
  return session;
}

/** A request of the session has an outcome. */
export function sessionAnswered(world: World, session: number): void {
  const { kernel, sessions } = world;
  const { requests } = world.workloads[sessions.workload[session]];
  const { think, thinkStream } = requests[sessions.step[session]++];
  if (isOver(world, session) && (sessions.who[session] < 0 || takesNoTime(think))) {
    endSession(world, session);
    return;
  }
  // Keyed by (who, index), so that users think the same whatever the answers were.
  world.keyed.setKey(thinkStream, sessions.who[session], sessions.index[session]);
  const thinkNs = sampleNs(think, world.keyed);
  kernel.scheduleAt(Math.min(MAX_TIME_NS, kernel.nowNs + thinkNs), SESSION_GOES_ON, session, 0);
}

export function isOver({ sessions, workloads }: World, session: number): boolean {
  return sessions.step[session] === workloads[sessions.workload[session]].requests.length;
}

export function endSession(world: World, session: number): void {
  const { sessions } = world;
  const user = sessions.who[session];
  sessions.pool.release(session);
  if (user >= 0) userAnswered(world, sessions.workload[session], user);
}

function takesNoTime(think: Distribution): boolean {
  return isConstant(think) && think.a === 0;
}
