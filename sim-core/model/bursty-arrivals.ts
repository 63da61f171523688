/**
 * Arrivals whose rate jumps between states: a Markov-modulated Poisson process where the stays are exponential (Fischer
 * and Meier-Hellstern, "The Markov-modulated Poisson process cookbook", 1993), a semi-Markov one where they are not.
 *
 * It begins in the first state, at the beginning of a stay, and goes through the states in order, round and round. Within
 * a state arrivals are a process of rate 1 on the axis of the integrated rate; what is left of a gap when a state ends is
 * stretched by the next one, so that a draw is used up whatever the states do.
 *
 * @hot
 */
import { sampleExponential, sampleNs } from '../kernel/distributions.ts';
import { MAX_TIME_NS, roundNs } from '../kernel/time.ts';
import { ARRIVAL, STATE_ENDS } from './event-kinds.ts';
import type { World } from './world.ts';

export function startBursty(world: World, workload: number): void {
  world.workloadState[workload] = 0;
  drawStay(world, workload);
  drawGap(world, workload);
}

/** The next arrival after one that has just come. */
export function drawGap(world: World, workload: number): void {
  const facts = world.workloads[workload];
  const left = sampleExponential(1, facts.arrivalStream);
  const { gapNs } = facts.states[world.workloadState[workload]];
  world.workloadLeft[workload] = left;
  if (gapNs !== Infinity) world.workloadTarget[workload] += left * gapNs;
  scheduleWhatIsNext(world, workload);
}

export function onStateEnds(world: World, workload: number): void {
  const { isSteady, profile, states } = world.workloads[workload];
  const { workloadLeft: left, workloadState: state, workloadTarget: target } = world;
  const before = states[state[workload]].gapNs;
  state[workload] = state[workload] + 1 === states.length ? 0 : state[workload] + 1;
  const after = states[state[workload]].gapNs;
  // Equal rates touch nothing, so that they are a Poisson process to the bit.
  if (after !== before) {
    const integral = isSteady ? world.kernel.nowNs : profile.integralAt(world.kernel.nowNs);
    if (before !== Infinity) left[workload] = Math.max(0, (target[workload] - integral) / before);
    if (after !== Infinity) target[workload] = integral + left[workload] * after;
  }
  drawStay(world, workload);
  scheduleWhatIsNext(world, workload);
}

function drawStay(world: World, workload: number): void {
  const { states, stateStream } = world.workloads[workload];
  const stayNs = sampleNs(states[world.workloadState[workload]].stay, stateStream);
  world.workloadStateEndNs[workload] = world.kernel.nowNs + stayNs;
}

/** Either the arrival or the end of the state: one event at a time. */
function scheduleWhatIsNext(world: World, workload: number): void {
  const { isSteady, profile, states } = world.workloads[workload];
  const { kernel, workloadNextNs: nextNs, workloadStateEndNs: endNs } = world;
  if (states[world.workloadState[workload]].gapNs !== Infinity) {
    const target = world.workloadTarget[workload];
    const dueNs = roundNs(isSteady ? target : profile.timeOf(target));
    if (dueNs <= endNs[workload]) {
      // Where the profile is 0 the integral stands still, and is reached before now.
      nextNs[workload] = Math.max(dueNs, kernel.nowNs);
      if (nextNs[workload] <= MAX_TIME_NS) kernel.scheduleFrom(nextNs, workload, ARRIVAL, workload);
      return;
    }
  }
  if (endNs[workload] <= MAX_TIME_NS) kernel.scheduleFrom(endNs, workload, STATE_ENDS, workload);
}
