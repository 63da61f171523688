import { describe, expect, test } from 'vitest';
import { accepted, problemsOf, queue } from './documents.ts';

describe('strain', () => {
  const strainOf = (service: Record<string, unknown>) => {
    const { growth, overload, restart } = accepted(queue(service)).resolved.services[0];
    return { growth, overload, restart };
  };

  test('is absent unless it is given', () => {
    expect(strainOf({})).toEqual({ growth: null, overload: null, restart: null });
    expect(strainOf({ growth: {} }).growth).toEqual({ perInFlight: 0, gc: null });
  });

  test('has the values of the table where nothing else is said', () => {
    expect(strainOf({ growth: { perInFlight: '1%', gc: {} }, overload: {}, restart: { backoff: {} } })).toEqual({
      growth: { perInFlight: 0.01, gc: { allocBytes: 2e6, everyBytes: 2e8, pauseNs: 120e6 } },
      overload: { crashAtQueue: 80 },
      restart: {
        delayNs: 5e9,
        backoff: { baseNs: 10e9, maxNs: 300e9, resetAfterNs: 600e9 },
        startup: { kind: 'constant', value: 0 },
      },
    });
  });

  test.each([
    [{ growth: { perInFlight: 2 } }, 'out-of-range'],
    [{ growth: { gc: { every: 0 } } }, 'out-of-range'],
    [{ overload: { crashAtQueue: 0 } }, 'out-of-range'],
    [{ restart: { backof: {} } }, 'unknown-key'],
  ])('%j is refused', (service, code) => {
    expect(problemsOf(queue(service))[0].code).toBe(code);
  });
});
