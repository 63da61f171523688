/**
 * Workloads make requests: open ones at times that no answer changes, closed ones when their users have thought.
 *
 * @hot
 */
import { sampleExponential, sampleUnit } from '../kernel/distributions.ts';
import { MAX_TIME_NS, roundNs } from '../kernel/time.ts';
import { drawGap, startBursty } from './bursty-arrivals.ts';
import { startRequest } from './call.ts';
import { think } from './closed-users.ts';
import { ARRIVAL, HERD_ARRIVES, HERD_GATHERS, POPULATION_CHANGE } from './event-kinds.ts';
import { endSession, isOver, NO_SESSION, openSession } from './sessions.ts';
import type { World } from './world.ts';

/** Schedules what begins at time 0. */
export function startWorkload(world: World, workload: number): void {
  const { arrivals, population } = world.scenario.workloads[workload];
  if (arrivals.kind === 'closed') admitUsers(world, workload);
  else if (arrivals.kind === 'bursty') startBursty(world, workload);
  else scheduleArrival(world, workload);
  population?.reconnectAtNs.forEach((atNs, time) => world.kernel.scheduleAt(atNs, HERD_GATHERS, workload, time));
}

export function onArrival(world: World, workload: number): void {
  const index = world.workloadCount[workload]++;
  arrive(world, workload, pickClient(world, workload), -1, index);
  scheduleArrival(world, workload);
}

/** @param who closed user, −1: an arrival, below that: a member of the herd; with `index` it makes the keys */
function arrive(world: World, workload: number, client: number, who: number, index: number): void {
  if (!world.workloads[workload].isSession) {
    startRequest(world, workload, 0, client, who, index, NO_SESSION);
    return;
  }
  const session = openSession(world, workload, client, who, index);
  if (session !== NO_SESSION) startRequest(world, workload, 0, client, who, index, session);
}

export function onSessionGoesOn(world: World, session: number): void {
  if (isOver(world, session)) {
    endSession(world, session);
    return;
  }
  const { client, index, step, who, workload } = world.sessions;
  startRequest(world, workload[session], step[session], client[session], who[session], index[session], session);
}

/** Arrivals are a process of rate 1 on the axis of the integrated rate, read back on the axis of time. */
function scheduleArrival(world: World, workload: number): void {
  const { arrivals } = world.scenario.workloads[workload];
  if (arrivals.kind === 'times') {
    scheduleListed(world, workload, arrivals.timesNs);
    return;
  }
  const facts = world.workloads[workload];
  if (facts.gapNs === Infinity) {
    if (facts.states.length > 0) drawGap(world, workload);
    return;
  }
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
  arrive(world, workload, pickClient(world, workload), user, round);
}

/** Every member of the herd comes back within `over`. */
export function onHerdGathers(world: World, workload: number, time: number): void {
  const { population } = world.scenario.workloads[workload];
  if (population === null) return;
  const { clients, overNs } = population;
  const { herdStream } = world.workloads[workload];
  const { kernel, keyed } = world;
  for (let member = 0; member < clients; member++) {
    const subject = time * clients + member;
    if (overNs === 0) {
      onHerdArrives(world, workload, subject);
      continue;
    }
    keyed.setKey(herdStream, member, time);
    const dueNs = kernel.nowNs + roundNs(overNs * sampleUnit(keyed));
    if (dueNs <= MAX_TIME_NS) kernel.scheduleAt(dueNs, HERD_ARRIVES, workload, subject);
  }
}

/** The members stand behind the workload's calling clients in turn, each always behind the same one. */
export function onHerdArrives(world: World, workload: number, subject: number): void {
  const { clients, population } = world.scenario.workloads[workload];
  if (population === null) return;
  const member = subject % population.clients;
  arrive(world, workload, member % clients, -2 - member, (subject - member) / population.clients);
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
