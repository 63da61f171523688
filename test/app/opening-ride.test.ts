import { describe, expect, it } from 'vitest';
import { rideOf, rideSpeed } from '../../web/app/opening-ride.ts';
import { topologyOf } from '../scene/topologies.ts';
import type { Topology } from '../../web/engine/protocol.ts';

function withFault(atMs: number, forMs: number | null): Topology {
  const fault = { id: 'f', path: 'faults.0', kind: 'crash', atMs, forMs, target: 'a#1', words: 'crash a#1' };
  return {
    ...topologyOf([{ id: 'a' }], ['users'], ['users->a']),
    watchingSpeed: 0.05,
    durationMs: 300_000,
    faults: [fault],
  };
}

describe('the opening of a story', () => {
  const legs = rideOf(withFault(60_000, 60_000));

  it('begins just before the fault and passes it in a few seconds', () => {
    expect(legs[0]).toEqual({ fromMs: 59_850, speed: 0.05 });
    expect(rideSpeed(legs, 60_100)).toBe(0.05);
    expect(rideSpeed(legs, 90_000)).toBe(10);
    expect(rideSpeed(legs, 131_000)).toBe(0.05);
  });

  it('has one leg without a fault, or where it is no longer than its beginning', () => {
    expect(rideOf({ ...withFault(0, 1), faults: [] })).toEqual([{ fromMs: 0, speed: 0.05 }]);
    expect(rideOf(withFault(10_000, 100))).toHaveLength(1);
  });

  it('begins where the story does when nothing breaks', () => {
    const calm = { ...withFault(0, 1), faults: [] };
    expect(rideOf(calm, 5000)).toEqual([{ fromMs: 4850, speed: 0.05 }]);
    expect(rideOf(withFault(60_000, 60_000), 5000)[0].fromMs).toBe(59_850);
  });

  it('stays quick where the fault lasts to the end', () => {
    const endless = rideOf(withFault(60_000, null));
    expect(endless).toHaveLength(2);
    expect(rideSpeed(endless, 299_000)).toBe(50);
  });
});
