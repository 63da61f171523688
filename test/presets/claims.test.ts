/** What the stories say in numbers, each with the interval it must lie in, over the first five replications. */
import { describe, expect, it } from 'vitest';
import { type Edit, mean, replicate, within } from './stories.ts';

const REPLICATIONS = 5;

describe('retry-storm', () => {
  const goodput = (set: Edit[], fromS: number, toS: number) =>
    replicate('retry-storm', set, REPLICATIONS).map((run) => mean(within(run, 'system', 'goodputRps', fromS, toS)));
  const noRetry: Edit = { path: 'links.shoppers~db.retry.maxAttempts', value: 1 };
  const load = (rate: string): Edit => ({ path: 'workloads.shoppers.arrivals.poisson', value: rate });
  const crash: Edit = {
    path: 'faults.trigger',
    value: { id: 'trigger', at: '20s', for: '10s', crash: { target: 'db' } },
  };

  it('answers nearly everything before the fault', () => {
    for (const run of replicate('retry-storm', [], REPLICATIONS)) {
      expect(mean(within(run, 'system', 'availability', 5, 20))).toBeGreaterThan(0.99);
      expect(mean(within(run, 'system', 'artMs', 5, 20))).toBeLessThan(200);
    }
  });

  it('at 280/s stays down for good, with 560 attempts a second', () => {
    for (const run of replicate('retry-storm', [], REPLICATIONS)) {
      expect(mean(within(run, 'system', 'goodputRps', 60, 200))).toBeLessThan(1);
      const attempts = mean(within(run, 'links.shoppers->db', 'attemptsPerRequest', 60, 200));
      expect(attempts * 280).toBeGreaterThan(550);
      expect(attempts * 280).toBeLessThan(570);
    }
  });

  it('at 140/s recovers within two minutes', () => {
    for (const rps of goodput([load('140/s')], 150, 200)) {
      expect(rps).toBeGreaterThan(133);
      expect(rps).toBeLessThan(147);
    }
  });

  it('at 280/s without the retry recovers in about two minutes', () => {
    for (const run of replicate('retry-storm', [noRetry], REPLICATIONS)) {
      expect(mean(within(run, 'system', 'goodputRps', 60, 90))).toBeLessThan(5);
      expect(mean(within(run, 'system', 'goodputRps', 190, 200))).toBeGreaterThan(230);
    }
  });

  it('a crash of ten seconds is over at once', () => {
    for (const rps of goodput([crash], 32, 60)) expect(rps).toBeGreaterThan(265);
  });
});
