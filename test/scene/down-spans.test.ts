import { describe, expect, it } from 'vitest';
import { downSpansMs } from '../../web/scene/down-spans.ts';

describe('times an instance was down', () => {
  it('has exact edges from the shares of the windows at its ends', () => {
    const uptime = Float64Array.of(1, 0.25, 0, 0, 0.6, 1);

    expect(downSpansMs(uptime, 1000, 6)).toEqual([{ fromMs: 1250, toMs: 4400 }]);
  });

  it('shows an outage within one window in its middle', () => {
    expect(downSpansMs(Float64Array.of(1, 0.8, 1), 1000, 3)).toEqual([{ fromMs: 1400, toMs: 1600 }]);
  });

  it('keeps separate outages apart', () => {
    expect(downSpansMs(Float64Array.of(0, 1, 0), 1000, 3)).toEqual([
      { fromMs: 0, toMs: 1000 },
      { fromMs: 2000, toMs: 3000 },
    ]);
  });

  it('takes an unknown window as up', () => {
    expect(downSpansMs(Float64Array.of(Number.NaN, 1), 1000, 2)).toEqual([]);
  });
});
