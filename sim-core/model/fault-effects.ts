/**
 * What `slow` and `error` faults in force do to an attempt. Whether it is hit is a keyed draw: the same attempt is hit
 * whatever the policies do.
 */
import { sampleNs } from '../kernel/distributions.ts';
import type { World } from './world.ts';

/** Factor on the time of the attempt's work: the product of all slow faults that hit it. */
export function slowFactor(world: World, attempt: number): number {
  let factor = 1;
  for (const index of world.activeFaults[world.attempts.instance[attempt]]) {
    const fault = world.scenario.faults[index];
    if (fault.kind === 'slow' && isHit(world, index, attempt, fault.shareRatio)) factor *= fault.factor;
  }
  return factor;
}

/** Time after which an error fault lets the attempt fail instead of working, or −1. */
export function errorAfter(world: World, attempt: number): number {
  for (const index of world.activeFaults[world.attempts.instance[attempt]]) {
    const fault = world.scenario.faults[index];
    if (fault.kind !== 'error' || fault.after === null || !isHit(world, index, attempt, fault.ratio)) continue;
    setKey(world, world.faults[index].afterStream, attempt);
    return sampleNs(world.faults[index].after, world.keyed);
  }
  return -1;
}

/** Whether an error fault without `after` spoils the attempt at its end. */
export function failsByFault(world: World, attempt: number): boolean {
  for (const index of world.activeFaults[world.attempts.instance[attempt]]) {
    const fault = world.scenario.faults[index];
    if (fault.kind === 'error' && fault.after === null && isHit(world, index, attempt, fault.ratio)) return true;
  }
  return false;
}

function isHit(world: World, fault: number, attempt: number, ratio: number): boolean {
  if (ratio >= 1) return true;
  setKey(world, world.faults[fault].shareStream, attempt);
  return world.keyed.nextUnit() < ratio;
}

function setKey(world: World, stream: number, attempt: number): void {
  const { keys } = world.attempts;
  world.keyed.setKey(stream, keys[2 * attempt], keys[2 * attempt + 1]);
}
