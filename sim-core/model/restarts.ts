/**
 * How long a crashed instance takes to come back where its service has a `restart`: a delay, the backoff of one that
 * crashes again and again, and its startup.
 *
 * The backoff is that of the kubelet (CrashLoopBackOff; client-go's flowcontrol.Backoff): the first restart is free of it,
 * the next ones wait `base`, twice that, and so on up to `max`; a process that has run for `resetAfter` starts over.
 */
import { sampleNs } from '../kernel/distributions.ts';
import type { ResolvedRestart, ResolvedRestartBackoff } from './resolved-scenario.ts';
import type { World } from './world.ts';

export function restartOf(world: World, instance: number): ResolvedRestart | null {
  return world.services[world.instanceService[instance]].restart;
}

/** A running process crashes: how long its restart will take is known from now on. */
export function countCrash(world: World, instance: number): void {
  const restart = restartOf(world, instance);
  if (restart === null) return;
  const { backoff, delayNs } = restart;
  const { startup, startupStream } = world.services[world.instanceService[instance]];
  const local = instance - world.instanceBase[world.instanceService[instance]];
  let waitNs = delayNs;
  if (backoff !== null) waitNs += backoffNs(world, instance, backoff);
  // It belongs to no request: the number of the restart is its key, so that other crashes change nothing of it.
  world.keyed.setKey(startupStream, local, world.strain.startNumber[instance]++);
  world.strain.restartWaitNs[instance] = waitNs + sampleNs(startup, world.keyed);
}

function backoffNs(world: World, instance: number, { baseNs, maxNs, resetAfterNs }: ResolvedRestartBackoff): number {
  const { instanceStartedNs, kernel } = world;
  const { crashesInARow } = world.strain;
  if (kernel.nowNs - instanceStartedNs[instance] >= resetAfterNs) crashesInARow[instance] = 0;
  const before = crashesInARow[instance]++;
  if (before === 0) return 0;
  let waitNs = baseNs;
  for (let i = 1; i < before && waitNs < maxNs; i++) waitNs *= 2;
  return Math.min(maxNs, waitNs);
}
