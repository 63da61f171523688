/** All that changes during a run, copied and put back: typed arrays, numbers and lists of them. */
import type { KernelSnapshot } from '../kernel/kernel.ts';
import type { Generator } from '../kernel/random.ts';
import type { SlotPoolSnapshot } from '../kernel/slot-pool.ts';
import type { FlightTable, ValueTable } from './cache-tables.ts';
import type { SessionTable } from './sessions.ts';
import {
  type AttemptTable,
  type CallTable,
  type Column,
  type ConnectionTable,
  type FrameTable,
  restoreColumns,
  snapshotColumns,
} from './tables.ts';
import type { World } from './world.ts';

/** Columns whose contents change during a run, by their name in `World`. */
const DYNAMIC_COLUMNS = [
  'counters',
  'instanceUp',
  'instanceStartedNs',
  'hostUp',
  'instanceBusy',
  'instanceWorking',
  'instanceQueued',
  'instanceInside',
  'limiterState',
  'concurrencyState',
  'brokerTurn',
  'queueHead',
  'queueTail',
  'queueFilledNs',
  'crashCount',
  'hostCrashCount',
  'backAtNs',
  'pipeFreeNs',
  'callerCursor',
  'callerViewSize',
  'callerViewVersion',
  'callerLoads',
  'callerPinned',
  'balancerState',
  'instanceInFlight',
  'budgetState',
  'endpointVersion',
  'workloadCount',
  'workloadTarget',
  'workloadNextNs',
  'workloadState',
  'workloadStateEndNs',
  'workloadLeft',
  'population',
] as const;

export interface WorldSnapshot {
  readonly kernel: KernelSnapshot;
  readonly pools: readonly SlotPoolSnapshot[];
  readonly tables: readonly Readonly<Record<string, Column>>[];
  readonly columns: Readonly<Record<string, Column>>;
  /** Of each part of the world, all its columns. */
  readonly parts: readonly (readonly Column[])[];
  readonly lists: readonly (readonly Column[])[];
  readonly activeFaults: readonly (readonly number[])[];
  readonly faultDrawn: readonly (Int32Array | null)[];
  readonly generators: readonly ReturnType<Generator['state']>[];
  readonly observer: unknown;
}

/** Everything that can change during a run, copied. To be taken between events. */
export function snapshotWorld(world: World): WorldSnapshot {
  const columns: Record<string, Column> = {};
  for (const name of DYNAMIC_COLUMNS) columns[name] = world[name].slice();
  const parts = partsOf(world).map((part) => columnsOf(part).map((column) => column.slice()));
  const tables = tablesOf(world);
  return {
    kernel: world.kernel.snapshot(),
    pools: tables.map((table) => table.pool.snapshot()),
    tables: tables.map((table) => snapshotColumns(table, table.pool.used)),
    columns,
    parts,
    lists: dynamicLists(world).map((list) => list.map((column) => column.slice())),
    activeFaults: world.activeFaults.map((faults) => faults.slice()),
    faultDrawn: world.faultDrawn.map((drawn) => drawn?.slice() ?? null),
    generators: generatorsOf(world).map((generator) => generator.state()),
    observer: world.observer?.snapshot() ?? null,
  };
}

/** Puts a world built from the same scenario and replication, with the same observers, into a saved state. */
export function restoreWorld(world: World, saved: WorldSnapshot): void {
  world.kernel.restore(saved.kernel);
  tablesOf(world).forEach((table, index) => {
    table.pool.restore(saved.pools[index]);
    restoreColumns(table, saved.tables[index], table.pool.capacity);
  });
  world.caches.values.reindex();
  world.caches.flights.reindex();
  for (const name of DYNAMIC_COLUMNS) world[name].set(saved.columns[name]);
  partsOf(world).forEach((part, index) => {
    columnsOf(part).forEach((column, at) => column.set(saved.parts[index][at]));
  });
  dynamicLists(world).forEach((list, index) => {
    list.forEach((column, at) => column.set(saved.lists[index][at]));
  });
  saved.activeFaults.forEach((faults, instance) => {
    world.activeFaults[instance] = faults.slice();
  });
  saved.faultDrawn.forEach((drawn, fault) => {
    world.faultDrawn[fault] = drawn?.slice() ?? null;
  });
  generatorsOf(world).forEach((generator, index) => generator.restore(saved.generators[index]));
  world.picking.hashTables.clear();
  world.guards.healthy.clear();
  world.observer?.restore(saved.observer);
}

type Table = CallTable | AttemptTable | FrameTable | ConnectionTable | SessionTable | ValueTable | FlightTable;

function tablesOf(world: World): Table[] {
  const { attempts, caches, calls, frames, pools, sessions } = world;
  return [calls, attempts, frames, pools.connections, sessions, caches.values, caches.flights];
}

function partsOf({ caches, guards, pauses, picking, pools, registry, sharing, strain }: World): object[] {
  return [caches, guards, pauses, picking, pools, registry, sharing, strain];
}

function columnsOf(part: object): Column[] {
  return Object.values(part).filter((value): value is Column => ArrayBuffer.isView(value));
}

/** Lists of columns; views of `static` services are shared and constant, copying them into themselves does no harm. */
function dynamicLists(world: World): (readonly Column[])[] {
  return [
    world.callerView.filter(isOwnView(world)),
    world.registry.pendingView,
    world.registry.cachedList,
    world.userActive,
    world.userRounds,
  ];
}

/** A `static` callee's callers share one view that never changes, unless each uses a part of it. */
function isOwnView(world: World): (view: Int32Array, caller: number) => boolean {
  return (_view, caller) => {
    const { balancerConfig, callee } = world.links[world.callerLink[caller]];
    return balancerConfig.subset !== null || world.scenario.services[callee].discovery.mode !== 'static';
  };
}

function generatorsOf(world: World): Generator[] {
  return [
    ...world.links.flatMap((link) => [link.balancerStream, link.backoffStream]),
    ...world.links.flatMap((link) => [link.breakerStream, link.outlierStream, link.throttleStream]),
    ...world.services.flatMap((service) => [service.registryStream, service.admissionStream]),
    ...world.workloads.flatMap((workload) => [workload.arrivalStream, workload.stateStream, workload.clientStream]),
    ...world.picking.boards.map((board) => board.stream),
    ...world.faults.flatMap((fault) => [fault.stream, ...fault.memberStreams]),
  ];
}
