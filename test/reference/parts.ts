/** The things of which the reference is made, as plain objects, and what can be asked of them. */
import type {
  ResolvedEndpoint,
  ResolvedFault,
  ResolvedLink,
  ResolvedService,
  ResolvedWorkload,
} from '../../sim-core/model/resolved-scenario.ts';
import type { Breaker, Caller } from './guards.ts';
import type { Key } from './draws.ts';

export type Reason =
  | 'timeout'
  | 'deadline-exceeded'
  | 'connect-failure'
  | 'reset'
  | 'unavailable'
  | 'error'
  | 'rejected';
export type Outcome = 'ok' | Reason;
/** How steps end. */
export type End = 'ok' | 'error' | 'deadline-exceeded';

export interface Entry {
  readonly timeNs: number;
  readonly isPlanned: boolean;
  readonly sequence: number;
  readonly run: () => void;
}

export interface Instance {
  readonly name: string;
  readonly service: ResolvedService;
  readonly number: number;
  readonly speed: number;
  readonly zone: number;
  /** What keeps it down, and when that ends. */
  readonly crashes: { readonly fault: ResolvedFault; readonly endNs: number; readonly isHost: boolean }[];
  /** `slow` and `error` faults in force, in the order in which they began. */
  readonly faults: ResolvedFault[];
  isUp: boolean;
  held: number;
  queue: Thread[];
  /** When its queue was last empty. */
  filledNs: number;
  threads: Set<Thread>;
  told: string;
}

export interface Call {
  readonly label: string;
  readonly key: Key;
  readonly link: ResolvedLink;
  readonly endpoint: ResolvedEndpoint;
  /** Who waits for it: a thread, a closed user (its number), or nobody. */
  readonly waiter: Thread | null;
  /** Where the caller is. */
  readonly zone: number;
  readonly user: { readonly workload: ResolvedWorkload; readonly number: number } | null;
  readonly depth: number;
  attempts: number;
  hedges: number;
  readonly caller: Caller;
  /** The budget has granted an attempt that has not started yet. */
  isGranted: boolean;
  /** By its last retry from the budget. */
  taken: number | null;
  inFlight: Attempt[];
  /** The next thing it waits for: a retry, a hedge or its fallback. */
  next: Entry | null;
  /** When nobody waits any longer, and the event of that moment. */
  readonly deadlineNs: number;
  deadline: Entry | null;
  failedAt: Instance | null;
  failedFor: Reason;
}

/** An attempt and the visit it makes at its instance. */
export interface Attempt {
  readonly label: string;
  readonly key: Key;
  readonly link: ResolvedLink;
  readonly endpoint: ResolvedEndpoint;
  readonly caller: Caller;
  /** At the gate, any: none is picked. */
  instance: Instance;
  readonly depth: number;
  startNs: number;
  /** The visit whose call it serves; null: a request. */
  readonly above: Attempt | null;
  readonly callerZone: number;
  /** null: the caller has given up on it, at `gaveUpNs`. */
  call: Call | null;
  gaveUpNs: number;
  timer: Entry | null;
  /** The budget has granted it. */
  readonly isGranted: boolean;
  holdsPlace: boolean;
  breaker: Breaker | null;
  place: 'gate' | 'wire' | 'instance' | 'nowhere';
  hasArrived: boolean;
  answeredNs: number;
  outcome: Outcome | 'cancelled';
  transmissions: number;
  /** Of a lost message: when it is sent again. */
  lost: { readonly direction: Direction; readonly timer: Entry } | null;
  /** When the request reaches the instance, if it is in the wire. */
  arrivesNs: number;
  /** That it is not wanted, to be heard when the request, which was lost, has come. */
  readonly words: { readonly comesNs: number; readonly hear: () => void }[];
  /** What the calls of its visit inherit. */
  readonly deadlineNs: number;
  callsMade: number;
  root: Thread | null;
  /** Blocking: which branch uses the worker of the visit, and which wait for it. */
  turn: Thread | null;
  readonly turnQueue: Thread[];
}

/** Goes through the steps of an attempt, or through one branch of a `parallel` step. */
export interface Thread {
  readonly attempt: Attempt;
  readonly parent: Thread | null;
  readonly branch: number;
  walk: Generator<void, End> | null;
  doing:
    | 'ready'
    | 'queued'
    | 'turn'
    | 'working'
    | 'delaying'
    | 'calling'
    | 'joining'
    | 'ended'
    | 'for-nobody'
    | 'dropped';
  hasStarted: boolean;
  heldSinceNs: number | null;
  abandonedNs: number;
  /** The end of its work, of its delay, or of its patience in the queue. */
  pending: Entry | null;
  callsMade: number;
  call: Call | null;
  callEnd: End;
  join: Join | null;
}

export interface Join {
  readonly need: number;
  children: Thread[];
  started: number;
  succeeded: number;
  failed: number;
  /** How it fails if it does. */
  failure: End;
}

export type Direction = 'request' | 'response';

/** Attempts that one event ends, in an order that nobody prescribes. */
export function inRecordedOrder(attempts: Iterable<Attempt>, places: ReadonlyMap<string, number>): Attempt[] {
  const place = ({ label }: Attempt) => places.get(label) ?? Infinity;
  return [...attempts].sort((a, b) => place(a) - place(b));
}

export function newInstance(service: ResolvedService, number: number): Instance {
  const instance: Instance = {
    name: `${service.id}[${number}]`,
    service,
    number,
    speed: service.instances[number].speed,
    zone: service.instances[number].zone,
    crashes: [],
    faults: [],
    isUp: true,
    held: 0,
    queue: [],
    filledNs: 0,
    threads: new Set(),
    told: '',
  };
  instance.told = stateOf(instance);
  return instance;
}

export function stateOf({ held, isUp, name, queue, threads }: Instance): string {
  const working = [...threads].filter(isWorking).length;
  return `${name} is ${isUp ? 'up' : 'down'}: ${held} held, ${working} working, ${queue.length} waiting`;
}

export function isHostDown({ crashes }: Instance): boolean {
  return crashes.some(({ isHost }) => isHost);
}

export function isAsync({ attempt }: Thread): boolean {
  return attempt.instance.service.threading === 'async';
}

export function isWorking({ doing }: Thread): boolean {
  return doing === 'working' || doing === 'for-nobody';
}

export function bytesOf({ endpoint, outcome }: Attempt, direction: Direction): number {
  if (direction === 'request') return endpoint.requestSizeBytes;
  return outcome === 'ok' ? endpoint.responseSizeBytes : 0;
}

export function isBefore(a: Entry, b: Entry): boolean {
  if (a.timeNs !== b.timeNs) return a.timeNs < b.timeNs;
  if (a.isPlanned !== b.isPlanned) return a.isPlanned;
  return a.sequence < b.sequence;
}

export function remove<T>(list: T[], item: T | undefined): void {
  const index = item === undefined ? -1 : list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
