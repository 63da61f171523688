import { describe, expect, it } from 'vitest';
import { stackPhases } from '../../web/scene/stacked-bands.ts';

describe('stack of phases', () => {
  const columns = {
    'phases.sendMs': Float64Array.of(1, Number.NaN, 2),
    'phases.processMs': Float64Array.of(10, Number.NaN, 20),
    'phases.downstreamMs': Float64Array.of(0, Number.NaN, 0),
    'phases.retryMs': Float64Array.of(0, Number.NaN, 5),
  };

  it('puts useful time below and wasted time above, without what is nothing', () => {
    expect(stackPhases(columns, 3).map((band) => band.phase)).toEqual(['send', 'process', 'retry']);
  });

  it('adds up from band to band and keeps gaps', () => {
    const bands = stackPhases(columns, 3);

    expect([...bands[0].bottom]).toEqual([0, Number.NaN, 0]);
    expect([...bands[0].top]).toEqual([1, Number.NaN, 2]);
    expect([...bands[2].top]).toEqual([11, Number.NaN, 27]);
    expect(bands[2].bottom).toBe(bands[1].top);
  });

  it('is empty without phases', () => {
    expect(stackPhases({}, 3)).toEqual([]);
  });
});
