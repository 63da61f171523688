/**
 * What balancers need beyond the candidates and the caller's own counts: their own state, tables, hashes of requests,
 * shared load figures, and news of attempts that have ended. Only links that use such a balancer come here
 * (`LinkFacts.isPlainPick`), and only scenarios that have one tell it anything (`World.hasWatchers`).
 *
 * @hot
 */
import { MAX_TIME_NS } from '../kernel/time.ts';
import { positionOf } from '../policies/balancers/hash-table.ts';
import { LOADS_SHARED } from './event-kinds.ts';
import { CONNECT_FAILURE, RESET } from './outcomes.ts';
import { AT_POOL, RESPONDING } from './tables.ts';
import type { LinkFacts, World } from './world.ts';

/** Of a request whose workload has none. */
const NO_KEY = -1;
const TWO_32 = 4294967296;
/** In `World.callerPinned`: no connection. */
const NO_CONNECTION = -1;

/** The balancer's memory of one caller, at the beginning and after the caller has crashed. */
export function resetBalancer(world: World, caller: number): void {
  const link = world.links[world.callerLink[caller]];
  world.callerCursor[caller] = link.balancer.firstCursor(link.balancerStream);
  world.callerPinned[caller] = NO_CONNECTION;
  if (link.isPlainPick) return;
  aim(world, link, caller);
  link.balancer.resetState(world.balancerView);
}

/** Local number of the instance. Candidates, their number and the own loads are set. */
export function pickWithState(world: World, link: LinkFacts, caller: number, call: number): number {
  const view = world.balancerView;
  const { balancer, balancerConfig } = link;
  const { candidates, count } = view;
  if (balancerConfig.isPerConnection) {
    const kept = world.callerPinned[caller];
    if (kept !== NO_CONNECTION && positionOf(candidates, count, kept) >= 0) return kept;
  }
  aim(world, link, caller);
  view.members = world.callerView[caller];
  view.memberCount = world.callerViewSize[caller];
  view.version = world.callerViewVersion[caller];
  if (balancer.buildTable !== null) {
    view.table = world.picking.hashTables.of(world, link, caller);
    view.hash = hashOfRequest(world, call);
  }
  if (link.board >= 0) showBoard(world, link);
  const local = candidates[balancer.pick(view, balancerConfig)];
  view.loads = world.callerLoads;
  world.callerPinned[caller] = local;
  return local;
}

/** Points the view at what the balancer keeps for a caller. */
function aim(world: World, link: LinkFacts, caller: number): void {
  const view = world.balancerView;
  view.nowNs = world.kernel.nowNs;
  view.generator = link.balancerStream;
  view.cursor = caller;
  view.stateOffset = world.callerStateBase[caller];
  view.instanceOffset = link.firstInstance;
  view.overlapOffset = world.picking.callerOverlapBase[caller];
  view.isWeighted = link.isWeighted;
  view.size = world.instanceBase[link.callee + 1] - link.firstInstance;
}

/** Of the request's key; a request without one is its own key. */
function hashOfRequest(world: World, call: number): number {
  const { requestKey, request } = world.calls;
  const key = world.hasKeys ? requestKey[call] : NO_KEY;
  if (key >= 0) return world.keyed.keyedPair(world.picking.requestKeyHash, 0, key) >>> 0;
  const number = request[call];
  return world.keyed.keyedPair(world.picking.requestHash, Math.floor(number / TWO_32), (number % TWO_32) | 0) >>> 0;
}

function showBoard(world: World, link: LinkFacts): void {
  const view = world.balancerView;
  const { periodNs, base } = world.picking.boards[link.board];
  view.loads = periodNs === 0 ? world.instanceInFlight : world.picking.boardLoads;
  view.loadOffset = periodNs === 0 ? link.firstInstance : base;
}

export function attemptSent(world: World, attempt: number): void {
  world.instanceInFlight[world.attempts.instance[attempt]]++;
  world.attempts.pickedNs[attempt] = world.kernel.nowNs;
}

/** The attempt is no longer one of its caller's. */
export function attemptLeft(world: World, attempt: number): void {
  const { attempts } = world;
  const instance = attempts.instance[attempt];
  world.instanceInFlight[instance]--;
  if (isConnectionLost(world, attempt)) {
    loseConnection(world, attempts.caller[attempt], instance - world.links[attempts.link[attempt]].firstInstance);
  }
  tellLatency(world, attempt);
}

/** The answer of an attempt that its caller has given up on. */
export function answeredLate(world: World, attempt: number): void {
  tellLatency(world, attempt);
}

function isConnectionLost({ attempts }: World, attempt: number): boolean {
  if (attempts.state[attempt] === AT_POOL) return attempts.causeReason[attempt] === CONNECT_FAILURE;
  if (attempts.state[attempt] !== RESPONDING) return false;
  return attempts.outcome[attempt] === CONNECT_FAILURE || attempts.outcome[attempt] === RESET;
}

function loseConnection(world: World, caller: number, local: number): void {
  if (world.callerPinned[caller] === local) world.callerPinned[caller] = NO_CONNECTION;
}

function tellLatency(world: World, attempt: number): void {
  const { attempts } = world;
  const link = world.links[attempts.link[attempt]];
  const { attemptEnded } = link.balancer;
  if (attemptEnded === null) return;
  aim(world, link, attempts.caller[attempt]);
  const local = attempts.instance[attempt] - link.firstInstance;
  attemptEnded(world.balancerView, link.balancerConfig, local, world.kernel.nowNs - attempts.pickedNs[attempt]);
}

/** Boards that are renewed now and then; each begins at a phase uniform in its period. */
export function startBoards(world: World): void {
  world.picking.boards.forEach(({ periodNs, stream }, board) => {
    if (periodNs > 0) renewAt(world, board, Math.floor(stream.nextUnit() * periodNs));
  });
}

export function onLoadsShared(world: World, board: number): void {
  const { callee, base, periodNs } = world.picking.boards[board];
  const first = world.instanceBase[callee];
  const end = world.instanceBase[callee + 1];
  for (let instance = first; instance < end; instance++) {
    world.picking.boardLoads[base + instance - first] = world.instanceInFlight[instance];
  }
  renewAt(world, board, world.kernel.nowNs + periodNs);
}

function renewAt(world: World, board: number, timeNs: number): void {
  world.kernel.scheduleAt(Math.min(MAX_TIME_NS, timeNs), LOADS_SHARED, board, 0);
}
