/**
 * Rings and tables of the balancers that hash. They follow from what a caller believes, so they are no part of a
 * snapshot: callers whose views are the same share one, which is built when the first of them picks with it and dropped
 * when the last has another view.
 */
import type { HashTable, ResolvedBalancer } from '../policies/balancers/index.ts';
import type { LinkFacts, World } from './world.ts';

interface SharedTable {
  readonly config: ResolvedBalancer;
  readonly members: Int32Array;
  readonly table: HashTable;
  users: number;
}

export class HashTables {
  private readonly ofCallee: SharedTable[][];
  private readonly ofCaller: (SharedTable | null)[];
  /** Version of the caller's view that its table was last compared with; −1: never. */
  private readonly versions: Int32Array;

  constructor(services: number, callers: number) {
    this.ofCallee = Array.from({ length: services }, () => []);
    this.ofCaller = Array.from({ length: callers }, () => null);
    this.versions = new Int32Array(callers).fill(-1);
  }

  /** Of a link whose balancer builds tables. */
  of(world: World, link: LinkFacts, caller: number): HashTable {
    const current = this.ofCaller[caller];
    if (current !== null && this.versions[caller] === world.callerViewVersion[caller]) return current.table;
    const shared = this.find(world, link, world.callerView[caller].subarray(0, world.callerViewSize[caller]));
    this.versions[caller] = world.callerViewVersion[caller];
    this.ofCaller[caller] = shared;
    shared.users++;
    if (current !== null && --current.users === 0) this.drop(link.callee, current);
    return shared.table;
  }

  /** The views are others now. */
  clear(): void {
    for (const tables of this.ofCallee) tables.length = 0;
    this.ofCaller.fill(null);
    this.versions.fill(-1);
  }

  /** Tables that are in use. */
  get count(): number {
    return this.ofCallee.reduce((sum, tables) => sum + tables.length, 0);
  }

  private find(world: World, { callee, balancer, balancerConfig }: LinkFacts, members: Int32Array): SharedTable {
    const tables = this.ofCallee[callee];
    for (const shared of tables) {
      if (areAlike(shared.config, balancerConfig) && areEqual(shared.members, members)) return shared;
    }
    if (balancer.buildTable === null) throw new Error('a balancer without tables was asked for one');
    const first = world.instanceBase[callee];
    const weights = world.instanceWeight.subarray(first, world.instanceBase[callee + 1]);
    const own = members.slice();
    const table = balancer.buildTable(own, weights, world.services[callee].identity, balancerConfig);
    const shared = { config: balancerConfig, members: own, table, users: 0 };
    tables.push(shared);
    return shared;
  }

  private drop(callee: number, shared: SharedTable): void {
    const tables = this.ofCallee[callee];
    tables.splice(tables.indexOf(shared), 1);
  }
}

/** The tables depend on nothing else in the configuration. */
function areAlike(a: ResolvedBalancer, b: ResolvedBalancer): boolean {
  return (
    a.policy === b.policy &&
    a.minimumRingSize === b.minimumRingSize &&
    a.maximumRingSize === b.maximumRingSize &&
    a.tableSize === b.tableSize
  );
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((local, index) => local === b[index]);
}
