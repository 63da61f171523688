import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../sim-core/index.ts';
import { listed, spreadOf, withCount, withSpeeds, withZones, zoneOf } from '../../web/panel/instance-spread.ts';

function isValid(instances: unknown): boolean {
  const document = {
    version: 1,
    duration: '10s',
    zones: { 'az-a': {}, 'az-b': {} },
    services: { web: { instances, work: '5ms' } },
  };
  return checkScenario(document).ok;
}

describe('instances of a service', () => {
  it('are a number until they have zones or speeds, and a number again without', () => {
    const placed = withZones(3, ['az-a', 'az-b']);
    expect(placed).toEqual({ count: 3, zones: ['az-a', 'az-b'] });
    const uneven = withSpeeds(placed, [1, 0.5, 1]);
    expect(uneven).toEqual({ count: 3, zones: ['az-a', 'az-b'], speeds: [1, 0.5, 1] });
    expect(withSpeeds(withZones(uneven, []), null)).toBe(3);
    expect([placed, uneven].every(isValid)).toBe(true);
    expect(withZones(undefined, ['az-a'])).toEqual({ count: 1, zones: ['az-a'] });
  });

  it('keep one speed for each when there are more or fewer of them', () => {
    const written = { count: 2, speeds: [1, 0.5], weights: [1, 1] };
    const more = withCount(written, 4);
    expect(more).toEqual({ count: 4, speeds: [1, 0.5, 1, 1], weights: [1, 1, 1, 1] });
    expect(withCount(written, 1)).toEqual({ count: 1, speeds: [1], weights: [1] });
    expect(withCount(5, 2)).toBe(2);
    expect(isValid(more)).toBe(true);
    // What is no count is left to the validator.
    expect(withCount(written, -1)).toMatchObject({ count: -1, speeds: [1, 0.5] });
  });

  it('get their zones in turn', () => {
    const spread = spreadOf({ count: 3, zones: ['az-a', 'az-b'] });
    expect([0, 1, 2].map((index) => zoneOf(spread, index))).toEqual(['az-a', 'az-b', 'az-a']);
    expect(spreadOf(4)).toEqual({ count: 4, zones: [], speeds: null });
    expect(zoneOf(spreadOf(4), 2)).toBe('');
    expect(listed(' az-a,az-b  az-c，az-d ')).toEqual(['az-a', 'az-b', 'az-c', 'az-d']);
  });
});
