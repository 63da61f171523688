/**
 * Workloads make requests: open ones at times that no answer changes, closed ones when their users have thought.
 *
 * @hot
 */
import { sampleExponential } from '../kernel/distributions.ts';
import { MAX_TIME_NS, roundNs } from '../kernel/time.ts';
import { startRequest } from './call.ts';
import { think } from './closed-users.ts';
import { ARRIVAL, POPULATION_CHANGE } from './event-kinds.ts';
import type { World } from './world.ts';

/** Schedules what begins at time 0. */
export function startWorkload(world: World, workload: number): void {
  const { arrivals } = world.scenario.workloads[workload];
  if (arrivals.kind === 'closed') admitUsers(world, workload);
  else scheduleArrival(world, workload);
}

export function onArrival(world: World, workload: number): void {
  const index = world.workloadCount[workload]++;
  startRequest(world, workload, pickClient(world, workload), -1, index);
  scheduleArrival(world, workload);
}

/** Arrivals are a process of rate 1 on the axis of the integrated rate, read back on the axis of time. */
function scheduleArrival(world: World, workload: number): void {
  const { arrivals } = world.scenario.workloads[workload];
  if (arrivals.kind === 'times') {
    scheduleListed(world, workload, arrivals.timesNs);
    return;
  }
  const facts = world.workloads[workload];
  if (facts.gapNs === Infinity) return;
  const target = world.workloadTarget;
  if (arrivals.kind === 'constant') target[workload] = (world.workloadCount[workload] + 1) * facts.gapNs;
  else target[workload] += sampleExponential(facts.gapNs, facts.arrivalStream);
  const nextNs = world.workloadNextNs;
  nextNs[workload] = roundNs(facts.isSteady ? target[workload] : facts.profile.timeOf(target[workload]));
  if (nextNs[workload] <= MAX_TIME_NS) world.kernel.scheduleFrom(nextNs, workload, ARRIVAL, workload);
}

function scheduleListed(world: World, workload: number, timesNs: readonly number[]): void {
  const made = world.workloadCount[workload];
  if (made < timesNs.length) world.kernel.scheduleAt(timesNs[made], ARRIVAL, workload, 0);
}

function pickClient(world: World, workload: number): number {
  const { clients } = world.scenario.workloads[workload];
  return clients > 1 ? world.workloads[workload].clientStream.below(clients) : 0;
}

export function onUserIssues(world: World, workload: number, user: number): void {
  if (user >= world.population[workload]) {
    world.userActive[workload][user] = 0;
    return;
  }
  const round = world.userRounds[workload][user];
  startRequest(world, workload, pickClient(world, workload), user, round);
}

export function onPopulationChange(world: World, workload: number): void {
  admitUsers(world, workload);
}

/** Users up to the number wanted now that are not in the loop start by thinking; the rest leave by themselves. */
function admitUsers(world: World, workload: number): void {
  const { arrivals } = world.scenario.workloads[workload];
  if (arrivals.kind !== 'closed') return;
  const { profile } = world.workloads[workload];
  const nowNs = world.kernel.nowNs;
  const wanted = Math.min(Math.round(arrivals.users * profile.scaleAt(nowNs)), world.userActive[workload].length);
  world.population[workload] = wanted;
  const active = world.userActive[workload];
  for (let user = 0; user < wanted; user++) {
    if (active[user] === 1) continue;
    active[user] = 1;
    think(world, workload, user);
  }
  const nextNs = profile.nextChange(nowNs, arrivals.users, wanted);
  if (nextNs <= MAX_TIME_NS) world.kernel.scheduleAt(nextNs, POPULATION_CHANGE, workload, 0);
}
