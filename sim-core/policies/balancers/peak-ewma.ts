import { exp } from '../../kernel/math.ts';
import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';
import { drawByOverlap, hasOverlaps, overlapOf } from './subset.ts';

/** Load of an instance that has an attempt in flight and has never answered: Finagle's Long.MaxValue >> 16. */
const PENALTY = 140_737_488_355_327;

/** The caller's state: when it began, then of each instance the cost (ns) and when it was last brought up to date. */
const BEGAN = 0;
const HEADER = 1;

/**
 * Finagle's peak EWMA (PeakEwma.scala) with its power of two choices (P2CPick.scala): of two different instances drawn
 * uniformly the one with the smaller load, the first drawn if they are equal. The load is cost × (attempts in flight + 1).
 * The cost is a moving average of latencies that forgets with time (weight e^(−t / decayTime)) and jumps at once to a
 * latency above it; looking at it counts as having seen a latency of 0, so that the cost of an instance that is not asked
 * decays. A latency is the time from the pick to the answer, or until the caller gives up.
 *
 * Other than in Finagle an answer that comes too late is a latency too, so that a timeout does not hide how slow an
 * instance has become. In an aperture both are drawn by how much of them lies there, and loads divided by that
 * (WeightedP2CPick.scala).
 */
export const peakEwma: Balancer = {
  ...PLAIN,
  isPlain: () => false,
  needsLoads: () => true,
  stateSize: (instances) => HEADER + 2 * instances,
  resetState(view: BalancerView): void {
    const { state, stateOffset, size, nowNs } = view;
    state[stateOffset + BEGAN] = nowNs;
    for (let local = 0; local < size; local++) {
      state[stateOffset + HEADER + local] = 0;
      state[stateOffset + HEADER + size + local] = nowNs;
    }
  },
  pick(view: BalancerView, config: ResolvedBalancer): number {
    const { candidates, count, generator } = view;
    if (count === 1) return 0;
    if (hasOverlaps(config)) return pickByOverlap(view, config);
    const a = generator.below(count);
    let b = generator.below(count - 1);
    if (b >= a) b++;
    return loadOf(view, config, candidates[a]) <= loadOf(view, config, candidates[b]) ? a : b;
  },
  attemptEnded(view: BalancerView, config: ResolvedBalancer, local: number, latencyNs: number): void {
    // Sent before the caller crashed: nobody is left who waits for it.
    if (view.nowNs - latencyNs < view.state[view.stateOffset + BEGAN]) return;
    observe(view, config, local, latencyNs);
  },
};

const drawn = new Int32Array(1);

function pickByOverlap(view: BalancerView, config: ResolvedBalancer): number {
  const { candidates } = view;
  const a = drawByOverlap(view, drawn, 0);
  drawn[0] = a;
  const b = drawByOverlap(view, drawn, 1);
  const loadOfA = loadOf(view, config, candidates[a]) / overlapOf(view, candidates[a]);
  return loadOfA <= loadOf(view, config, candidates[b]) / overlapOf(view, candidates[b]) ? a : b;
}

function loadOf(view: BalancerView, config: ResolvedBalancer, local: number): number {
  observe(view, config, local, 0);
  const cost = view.state[view.stateOffset + HEADER + local];
  const pending = view.loads[view.loadOffset + local];
  return cost === 0 && pending !== 0 ? PENALTY + pending : cost * (pending + 1);
}

function observe(view: BalancerView, config: ResolvedBalancer, local: number, latencyNs: number): void {
  const { state, nowNs } = view;
  const costAt = view.stateOffset + HEADER + local;
  const stampAt = costAt + view.size;
  const cost = state[costAt];
  if (latencyNs > cost) {
    state[costAt] = latencyNs;
  } else {
    const kept = exp(-(nowNs - state[stampAt]) / config.decayNs);
    state[costAt] = cost * kept + latencyNs * (1 - kept);
  }
  state[stampAt] = nowNs;
}
