/**
 * The state of a run: columns of numbers, one row (slot) for each call, attempt and frame alive. Rows are recycled, so
 * memory follows what is in flight and not what has finished. Observers read these columns by the names given here.
 */
import { SlotPool } from '../kernel/slot-pool.ts';
import { PHASE_COUNT } from './phases.ts';

const INITIAL_CAPACITY = 64;

/** Where an attempt is. A message's way is `legStartNs … legEndNs`; the stage draws from these columns. */
export const SENDING = 1;
export const AT_SERVER = 2;
export const RESPONDING = 3;
/** A message was lost and waits for the retransmission timer, which rings at `legEndNs`. */
export const REQUEST_LOST = 4;
export const RESPONSE_LOST = 5;
/** Sent to, or held by, a host that is down: nothing will come back. */
export const VANISHED = 6;
/** At the caller's own gate: no instance has been picked yet. */
export const AT_GATE = 7;
/** Picked, and waiting at the caller for a connection to its instance. */
export const AT_POOL = 8;

/** Instead of an attempt's instance. */
export const NOT_PICKED = -1;
export const BROKER = -2;

/** What a connection is. */
export const CONNECTING = 1;
export const CONNECTION_OPEN = 2;

/** What a frame does. */
export const FRAME_QUEUED = 1;
export const FRAME_WORKING = 2;
export const FRAME_CALLING = 3;
/** Its branches run; it goes on when the `parallel` step is decided. */
export const FRAME_JOINING = 4;
/** A branch that waits for the one worker its visit holds. */
export const FRAME_WAITING_FOR_VISIT = 5;
/** A branch that nobody waits for any more, still at work. */
export const FRAME_ABANDONED = 6;
/** The answer is on its way; the row stays until the caller has read the phases. */
export const FRAME_ANSWERED = 7;
/** On the ready list: goes on in this same event. */
export const FRAME_READY = 8;
/** A branch that is over; the row stays until the `parallel` step is decided. */
export const FRAME_ENDED = 9;
/** Waits in a `delay` step, without a worker. */
export const FRAME_DELAYING = 10;
/** Has been promised a turn by the rate limiter and waits for it, before the queue. */
export const FRAME_AT_DOOR = 11;
/** Waits for a value of a cache that somebody else fetches. */
export const FRAME_WAITING_FOR_VALUE = 20;

/** One call: a workload or service asking a service, retries included. */
export class CallTable {
  readonly pool: SlotPool;
  /** Resolved link, and call site (-1: made by a workload). */
  link = new Int32Array(0);
  site = new Int32Array(0);
  /** Endpoint asked for, counted over all services. */
  endpoint = new Int32Array(0);
  /** Frame that waits for it; -1: none, it is a request or was sent. Of a sent call the sender, while its start is told. */
  parentFrame = new Int32Array(0);
  /** 1: nobody waits for it. Written where `World.hasExtras`. */
  isSent = new Uint8Array(0);
  /** Of the request this call belongs to: its workload, number (from 0, in order of arrival), start. */
  workload = new Int32Array(0);
  request = new Float64Array(0);
  requestStartNs = new Float64Array(0);
  /** What balancers that hash and caches go by: from 0, the most frequent; −1: its workload has no keys. */
  requestKey = new Int32Array(0);
  /** Of a request: the closed user who waits for it, -1 for an arrival, below that a member of the herd; else -1. */
  user = new Int32Array(0);
  /** The session that a request belongs to, −1: none; without meaning for other calls. */
  session = new Int32Array(0);
  startNs = new Float64Array(0);
  depth = new Int32Array(0);
  /** The caller: (link, calling instance or client). */
  caller = new Int32Array(0);
  /** Attempts made so far, hedges among them, and those in flight: the newest (-1: none), which leads to the others. */
  attemptCount = new Int32Array(0);
  hedgeCount = new Int32Array(0);
  attempt = new Int32Array(0);
  /** Pending retry, hedge or fallback. */
  timer = new Float64Array(0);
  /** 1: the next attempt is granted by the budget and has not started yet. */
  isGranted = new Uint8Array(0);
  /** When nobody waits any longer, Infinity: never; and the event of that moment. */
  deadlineNs = new Float64Array(0);
  deadlineTimer = new Float64Array(0);
  previousBackoffNs = new Float64Array(0);
  /** Instance of the attempt that failed last, -1: none picked. */
  failedInstance = new Int32Array(0);
  failedReason = new Uint8Array(0);
  /** 1: an attempt or call in its tree failed before it ended. */
  metError = new Uint8Array(0);
  /** Mechanism that saved the call saved last in its tree. */
  savedBy = new Uint8Array(0);
  /** Where the failure that decided this call began: service (-1: nowhere) and reason. */
  causeService = new Int32Array(0);
  causeReason = new Uint8Array(0);
  /** 64-bit key, high and low word. Stride 2. */
  keys = new Int32Array(0);

  constructor(bound: number) {
    this.pool = new SlotPool(INITIAL_CAPACITY, bound, (capacity) => growColumns(this, capacity));
  }
}

/** One try of a call on the wire. The row lives until the server is done with it and the answer has arrived. */
export class AttemptTable {
  readonly pool: SlotPool;
  /** Number of the attempt in the run, from 0, in order of start. */
  id = new Float64Array(0);
  /** The call it serves; -1: the caller has given up on it. */
  call = new Int32Array(0);
  link = new Int32Array(0);
  /** (link, calling instance or client); -1: that instance has crashed since. */
  caller = new Int32Array(0);
  endpoint = new Int32Array(0);
  /** 1: of a sent call. Written where `World.hasExtras`. */
  isSent = new Uint8Array(0);
  /** The picked instance, counted over all services; NOT_PICKED: it is at the gate; BROKER: none has taken it yet. */
  instance = new Int32Array(0);
  /** 1 for the first attempt of the call. */
  number = new Int32Array(0);
  /** 1: sent beside others that were still in flight, or instead of waiting for a retry. */
  isHedge = new Uint8Array(0);
  /** The attempt of the same call in flight that started before it, -1: none. */
  older = new Int32Array(0);
  workload = new Int32Array(0);
  request = new Float64Array(0);
  requestStartNs = new Float64Array(0);
  requestKey = new Int32Array(0);
  depth = new Int32Array(0);
  state = new Uint8Array(0);
  startNs = new Float64Array(0);
  /** When the balancer picked, kept while `World.hasWatchers`; of a delivery, when it was taken, −1: not yet. */
  pickedNs = new Float64Array(0);
  /** When it reached the instance and when the answer left it. */
  arrivedNs = new Float64Array(0);
  answeredNs = new Float64Array(0);
  /** The server's answer, valid while RESPONDING. */
  outcome = new Uint8Array(0);
  /** When the caller gave up, or earlier one further up the tree; Infinity: the caller still waits. */
  gaveUpNs = new Float64Array(0);
  legStartNs = new Float64Array(0);
  legEndNs = new Float64Array(0);
  /** Transmissions of the message now under way. */
  transmissions = new Int32Array(0);
  /** Retransmission event, while a message is lost. */
  retransmission = new Float64Array(0);
  /** Root frame at the server; -1: none. */
  frame = new Int32Array(0);
  /** Pending timeout, end of waiting at the gate, or news that nobody wants the answer. */
  timer = new Float64Array(0);
  /** News on its way to the instance that the answer is not wanted, and when it arrives. */
  cancelEvent = new Float64Array(0);
  newsNs = new Float64Array(0);
  /** What the callee's own calls inherit; Infinity: nothing. */
  deadlineNs = new Float64Array(0);
  /** At the gate: the stage it stands before; 1: it holds a place in the caller's bulkhead; its neighbours in the line there. */
  stage = new Uint8Array(0);
  holdsPlace = new Uint8Array(0);
  /** The circuit breaker whose permission it holds; -1: none. */
  breaker = new Int32Array(0);
  /** Of an attempt that its caller itself rejected: which guard said no (BY_BREAKER …). */
  rejectedBy = new Uint8Array(0);
  next = new Int32Array(0);
  previous = new Int32Array(0);
  /** Its connection, -1: none; while it waits for one, 1: it counts as pending, none is being opened for it. */
  connection = new Int32Array(0);
  counts = new Uint8Array(0);
  metError = new Uint8Array(0);
  savedBy = new Uint8Array(0);
  causeService = new Int32Array(0);
  causeReason = new Uint8Array(0);
  keys = new Int32Array(0);
  /** `World.endpointVersion` when it arrived, where its endpoint is optimistic. */
  version = new Float64Array(0);
  /** The keys of its call, where the scenario has caches: what is looked up does not depend on the attempt. */
  callKeys = new Int32Array(0);

  constructor(bound: number) {
    this.pool = new SlotPool(INITIAL_CAPACITY, bound, (capacity) => growColumns(this, capacity));
  }
}

/** Connections in the callers' pools. */
export class ConnectionTable {
  readonly pool: SlotPool;
  caller = new Int32Array(0);
  /** Counted over all services. */
  instance = new Int32Array(0);
  state = new Uint8Array(0);
  /** Streams in use. */
  used = new Int32Array(0);
  /** Neighbours among those of this caller and instance that have a free stream. */
  next = new Int32Array(0);
  previous = new Int32Array(0);
  freedNs = new Float64Array(0);
  /** What comes next of the handshake, or serving those that wait; and the end of the connect or idle timeout. */
  event = new Float64Array(0);
  timer = new Float64Array(0);
  /** Handshake: until the host is reached, from there to a refusal, to the end; one leg, for drawing. */
  reachNs = new Float64Array(0);
  refuseNs = new Float64Array(0);
  restNs = new Float64Array(0);
  legNs = new Float64Array(0);

  constructor(bound: number) {
    this.pool = new SlotPool(INITIAL_CAPACITY, bound, (capacity) => growColumns(this, capacity));
  }
}

/** Columns of `FrameTable.phases`: the frame's own time, then that of the calls it waited for, opened up. */
export const OWN_QUEUE = 0;
export const OWN_PROCESS = 1;
export const OWN_DOWNSTREAM = 2;
export const OPEN_SEND = 3;
export const OPEN_QUEUE = 4;
export const OPEN_PROCESS = 5;
export const OPEN_RESPOND = 6;
export const OPEN_RETRY = 7;
export const FRAME_PHASES = 8;

/** A thread of control inside an instance: the root frame of an attempt, or one branch of a `parallel` step. */
export class FrameTable {
  readonly pool: SlotPool;
  attempt = new Int32Array(0);
  /** Frame whose `parallel` step started this one; -1: root frame. */
  parent = new Int32Array(0);
  instance = new Int32Array(0);
  state = new Uint8Array(0);
  /** Next step in the compiled program, and repetitions left of a `call` with `count`. */
  pc = new Int32Array(0);
  remaining = new Int32Array(0);
  /** Next in the queue of the instance, of the visit or of a cache's fetch, and the one before it in it. */
  next = new Int32Array(0);
  previous = new Int32Array(0);
  /** In a heap (frame-heap.ts), together with `next` and `previous`. */
  heapKey = new Float64Array(0);
  heapOrder = new Float64Array(0);
  heapChild = new Int32Array(0);
  /** Call it waits for; -1: none. */
  call = new Int32Array(0);
  /** Pending end of work, of a delay, of the longest wait, or of the wait at the door; or the start of a fetch taken over. */
  event = new Float64Array(0);
  /** Start of what it does now; while working (unless work is shared) or in a delay, also its end; while waiting, the end of the longest wait if there is one. */
  sinceNs = new Float64Array(0);
  untilNs = new Float64Array(0);
  /** While working: how long its process had been paused until the work began, or was last found unfinished. */
  pausedBeforeNs = new Float64Array(0);
  /** Where those inside are counted: when it went inside, and how many were there then, itself included. */
  insideSinceNs = new Float64Array(0);
  insideThen = new Int32Array(0);
  /** While FRAME_ABANDONED: since when nobody waits for it. Its attempt may be over and its row in use again. */
  unwantedSinceNs = new Float64Array(0);
  /** While waiting where delay is controlled: how long it may. */
  patienceNs = new Float64Array(0);
  /** 1: a worker is held since `heldSinceNs`. */
  holdsWorker = new Uint8Array(0);
  heldSinceNs = new Float64Array(0);
  /** 1: has run before (root frame: had its first worker; branch: was counted as started). */
  hasStarted = new Uint8Array(0);
  /** Calls made by this frame so far, and its number among its siblings: parts of its calls' keys. */
  callCount = new Int32Array(0);
  branch = new Int32Array(0);
  /** 1: an attempt or call below it failed. */
  metError = new Uint8Array(0);
  /** What its endpoint answers if it fails: ERROR, or DEADLINE_EXCEEDED which passes upward as itself. */
  failure = new Uint8Array(0);
  /** While joining: its branches, how many there are, have started, succeeded, failed, and must succeed. */
  firstChild = new Int32Array(0);
  nextSibling = new Int32Array(0);
  branchCount = new Int32Array(0);
  started = new Int32Array(0);
  succeeded = new Int32Array(0);
  failed = new Int32Array(0);
  need = new Int32Array(0);
  /** Root frames of blocking services: the branch using the visit's worker (-1: none) and those waiting for it. */
  activeBranch = new Int32Array(0);
  waitHead = new Int32Array(0);
  waitTail = new Int32Array(0);
  /** Nanoseconds. Stride FRAME_PHASES. */
  phases = new Float64Array(0);

  constructor(bound: number) {
    this.pool = new SlotPool(INITIAL_CAPACITY, bound, (capacity) => growColumns(this, capacity));
  }
}

export type Column = Int32Array | Float64Array | Uint8Array;

const STRIDES: Readonly<Record<string, number>> = { keys: 2, callKeys: 2, phases: FRAME_PHASES };

/** Replaces every column of a table by a longer copy. Rare: capacity doubles. */
export function growColumns(table: object, capacity: number): void {
  const columns = table as Record<string, Column>;
  for (const name of columnNames(table)) {
    const old = columns[name];
    const grown = new (old.constructor as new (length: number) => Column)(capacity * (STRIDES[name] ?? 1));
    grown.set(old);
    columns[name] = grown;
  }
}

export function columnNames(table: object): string[] {
  return Object.keys(table).filter((name) => ArrayBuffer.isView((table as Record<string, unknown>)[name]));
}

/** Copies of all columns up to the highest slot ever used, so that a snapshot is as large as what was in flight. */
export function snapshotColumns(table: object, usedSlots: number): Record<string, Column> {
  const columns = table as Record<string, Column>;
  const copy: Record<string, Column> = {};
  for (const name of columnNames(table)) copy[name] = columns[name].slice(0, usedSlots * (STRIDES[name] ?? 1));
  return copy;
}

export function restoreColumns(table: object, snapshot: Readonly<Record<string, Column>>, capacity: number): void {
  const columns = table as Record<string, Column>;
  for (const name of columnNames(table)) {
    const saved = snapshot[name];
    const length = capacity * (STRIDES[name] ?? 1);
    const column = columns[name];
    const target =
      column.length === length ? column : new (column.constructor as new (length: number) => Column)(length);
    target.set(saved);
    columns[name] = target;
  }
}

/** Phases of one call at the moment it ends, told to observers through the world. */
export interface EndedPhases {
  /** send, queue, process, downstream, respond, retry; ns; their sum is the call's time. */
  readonly closed: Float64Array;
  /** The same with `downstream` replaced by the phases of the calls waited for. */
  readonly opened: Float64Array;
}

export function createEndedPhases(): EndedPhases {
  return { closed: new Float64Array(PHASE_COUNT), opened: new Float64Array(PHASE_COUNT) };
}
