import { describe, expect, it } from 'vitest';
import { everything, scenarioOf } from '../determinism/scenes.ts';
import { picksOf, record } from '../policies/picks.ts';

const keyed = (keys: unknown, retry: Record<string, unknown> = {}) => ({
  services: {
    front: {
      instances: 2,
      concurrency: 'infinite',
      steps: [{ work: '1ms' }, { parallel: [{ call: 'back', count: 2 }] }],
    },
    back: { instances: 3, concurrency: 'infinite', work: '1ms', errorRate: '20%' },
  },
  links: { '*': { retry } },
  workloads: { user: { call: 'front', arrivals: { poisson: 100 }, keys } },
});
const zipf = { zipf: { n: 50, s: 1 } };

describe('the key of a request', () => {
  it('is the same in every call and attempt below it', () => {
    const picks = picksOf(keyed(zipf, { maxAttempts: 3, on: ['error'] }));
    const keys = new Map<number, number>();
    for (const { request, key } of picks) if (!keys.has(request)) keys.set(request, key);
    expect(picks.filter(({ request, key }) => keys.get(request) !== key)).toEqual([]);
    expect(keys.size).toBeGreaterThan(900);
    expect(picks.some(({ number }) => number > 1)).toBe(true);
  });

  it('follows Zipf’s law', () => {
    const keys = picksOf(keyed(zipf)).filter(({ link }) => link === 'user->front');
    const harmonic = Array.from({ length: 50 }, (_, rank) => 1 / (rank + 1)).reduce((sum, term) => sum + term, 0);
    for (const rank of [0, 1, 4]) {
      const p = 1 / (rank + 1) / harmonic;
      const share = keys.filter(({ key }) => key === rank).length / keys.length;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / keys.length));
    }
    expect(Math.min(...keys.map(({ key }) => key))).toBe(0);
    expect(Math.max(...keys.map(({ key }) => key))).toBeLessThan(50);
  });

  it('is −1 where its workload has no keys and another one has', () => {
    const document = keyed(zipf);
    const workloads = { ...document.workloads, keyless: { call: 'front', arrivals: { poisson: 50 } } };
    const picks = picksOf({ ...document, workloads }).filter(({ link }) => link === 'keyless->front');
    expect(picks.length).toBeGreaterThan(100);
    expect(new Set(picks.map(({ key }) => key))).toEqual(new Set([-1]));
  });

  it('stays, whatever the retry policy', () => {
    const keysOf = (retry: Record<string, unknown>) =>
      picksOf(keyed(zipf, retry)).flatMap(({ link, number, key }) =>
        link === 'user->front' && number === 1 ? [key] : [],
      );
    expect(keysOf({ maxAttempts: 4, on: ['error'] })).toEqual(keysOf({}));
  });

  it('changes nothing where nobody looks at it', () => {
    const document = everything();
    const workloads = document.workloads as Record<string, Record<string, unknown>>;
    const withKeys = { ...document, workloads: { ...workloads, open: { ...workloads.open, keys: zipf } } };
    const ofRun = (given: Record<string, unknown>) =>
      record(scenarioOf(given)).picks.map((pick) => ({ ...pick, key: 0 }));
    expect(ofRun(withKeys)).toEqual(ofRun(document));
  });
});
