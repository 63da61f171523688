/** What a balancer sees of one caller, put together by hand. */
import { createStream } from '../../sim-core/kernel/random.ts';
import { balancers, type BalancerView, type ResolvedBalancer } from '../../sim-core/policies/balancers/index.ts';

export const CONFIG: ResolvedBalancer = {
  policy: 'round-robin',
  choices: 2,
  replacement: true,
  activeRequestBias: 1,
  slowStart: null,
  locality: null,
  subset: null,
  panicThreshold: 0.5,
  failTrafficOnPanic: false,
  decayNs: 10e9,
  minimumRingSize: 1024,
  maximumRingSize: 8_388_608,
  tableSize: 65_537,
  hashBalanceFactor: Infinity,
  isPerConnection: false,
  sharedLoadsNs: -1,
};

export const IDENTITY = 0x5ca1ab1e;

export const numbered = (count: number): Int32Array => Int32Array.from({ length: count }, (_, local) => local);

/** A caller that believes in all instances. */
export function viewOf(config: ResolvedBalancer, weights: readonly number[], seed = 'balancer'): BalancerView {
  const size = weights.length;
  const balancer = balancers[config.policy];
  const generator = createStream(seed, 0, 'view');
  const view: BalancerView = {
    candidates: numbered(size),
    count: size,
    loads: new Int32Array(size),
    loadOffset: 0,
    cursors: Int32Array.of(balancer.firstCursor(generator)),
    cursor: 0,
    generator,
    nowNs: 0,
    isWeighted: config.slowStart !== null || new Set(weights).size > 1,
    members: numbered(size),
    memberCount: size,
    version: 0,
    size,
    state: new Float64Array(balancer.stateSize(size)),
    stateOffset: 0,
    weights: Float64Array.from(weights),
    startedNs: new Float64Array(size).fill(-Infinity),
    instanceOffset: 0,
    overlaps: new Float64Array(size).fill(1),
    overlapOffset: 0,
    hash: 0,
    table: null,
  };
  balancer.resetState(view);
  believe(view, config, view.members);
  return view;
}

/** The caller's view is another one now. */
export function believe(view: BalancerView, config: ResolvedBalancer, members: Int32Array): void {
  view.members = members;
  view.memberCount = members.length;
  view.candidates = members;
  view.count = members.length;
  view.version++;
  view.table = balancers[config.policy].buildTable?.(members, view.weights, IDENTITY, config) ?? null;
}

/** For the picks to come the balancer is shown only these. */
export function show(view: BalancerView, candidates: readonly number[]): void {
  view.candidates = Int32Array.from(candidates);
  view.count = candidates.length;
}

/** Local number of the instance picked. */
export function pick(view: BalancerView, config: ResolvedBalancer): number {
  return view.candidates[balancers[config.policy].pick(view, config)];
}

export function picks(view: BalancerView, config: ResolvedBalancer, count: number): number[] {
  return Array.from({ length: count }, () => pick(view, config));
}

export function counted(numbers: Iterable<number>, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const number of numbers) counts[number]++;
  return counts;
}
