import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../sim-core/index.ts';
import { FAULT_KINDS, factsOf, newFault, withKind, withOccurrence } from '../../web/panel/faults.ts';
import { asArrivals } from '../../web/panel/arrivals.ts';
import { duringOf } from '../../web/panel/during.ts';
import { presetNamed } from '../presets/stories.ts';
import type { Outlook } from '../../web/engine/protocol.ts';

const { scenario } = presetNamed('retry-storm');

describe('faults', () => {
  it.each(FAULT_KINDS)('%s is valid as it is added, made another kind, and made random', (kind) => {
    const added = newFault(kind, 'db', 12_345.6);
    const forMs = kind === 'cacheFlush' ? Infinity : 10_000;
    expect(factsOf(added)).toEqual({ kind, target: 'db', atMs: 12_346, forMs, isRandom: false });
    const variants = [added, ...FAULT_KINDS.map((other) => withKind(added, other)), withOccurrence(added, true, 0)];
    for (const fault of variants) {
      expect(checkScenario({ ...scenario, faults: [fault] })).toMatchObject({ ok: true });
    }
    expect(factsOf(withOccurrence(withOccurrence(added, true, 0), false, 500)).atMs).toBe(500);
  });

  it('are measured over the windows they touch', () => {
    const column = (...values: number[]) => Float64Array.from(values);
    const system = {
      requests: column(10, 10, 10, 10),
      ok: column(10, 5, 0, 10),
      degraded: column(0, 1, 0, 0),
      artMs: column(4, 8, NaN, 4),
    };
    const outlook: Outlook = {
      runId: 1,
      complete: true,
      simulatedMs: 4000,
      windowMs: 1000,
      windowCount: 4,
      series: { system },
      result: null,
      wallMs: 0,
    };
    expect(duringOf(outlook, 1000, 2000)).toEqual({ availability: 0.3, artMs: 8 });
    expect(duringOf(outlook, 2000, Infinity).availability).toBe(0.5);
    expect(duringOf(null, 0, 1)).toEqual({ availability: NaN, artMs: NaN });
  });
});

describe('arrivals', () => {
  it('keep about the same load when their kind changes', () => {
    expect(asArrivals('constant', { poisson: '280/s' })).toEqual({ constant: '280/s' });
    const users = asArrivals('closed', { poisson: '280/s' });
    expect(users).toEqual({ closed: { users: 280, think: '1s' } });
    expect(asArrivals('poisson', users)).toEqual({ poisson: '280/s' });
  });
});
