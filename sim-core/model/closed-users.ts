/** Users of a closed workload: think, ask, wait for the outcome, think again. */
import { sampleNs } from '../kernel/distributions.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { USER_ISSUES } from './event-kinds.ts';
import type { World } from './world.ts';

/** A user whose number is no longer wanted leaves when its request is over. */
export function userAnswered(world: World, workload: number, user: number): void {
  if (user >= world.population[workload]) world.userActive[workload][user] = 0;
  else think(world, workload, user);
}

/** Think times are keyed by (user, round), so that they are the same whatever the answers were. */
export function think(world: World, workload: number, user: number): void {
  const facts = world.workloads[workload];
  const round = world.userRounds[workload][user]++;
  world.keyed.setKey(facts.thinkStream, user, round);
  const thinkNs = sampleNs(facts.think, world.keyed);
  const { kernel } = world;
  kernel.scheduleAt(Math.min(MAX_TIME_NS, kernel.nowNs + thinkNs), USER_ISSUES, workload, user);
}
