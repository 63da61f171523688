/** What the stories about contending writers and about defaults say in numbers. */
import { describe, expect, it } from 'vitest';
import { type Edit, mean, replicate, within } from './stories.ts';

/**
 * Of a hundred clients: attempts and time of the last, as in the simulator behind the article. A mean of eight runs may be off by
 * 5 % in attempts and 20 % in time: round figures that cover what those runs scatter by, no computed standard errors.
 */
const PUBLISHED = [
  ['no wait', { base: 0 }, 2422, 2037],
  ['exponential', { base: '10ms', max: '2s', jitter: 'none' }, 1879, 65_045],
  ['equal jitter', { base: '10ms', max: '2s', jitter: 'equal' }, 813, 6690],
  ['full jitter', { base: '10ms', max: '2s', jitter: 'full' }, 794, 4869],
  ['decorrelated jitter', { base: '5ms', max: '2s', jitter: 'decorrelated' }, 1003, 4632],
] as const;

describe('contention', () => {
  const contend = (backoff: unknown, count: number) =>
    replicate('contention', [{ path: 'links.writers~row.retry.backoff', value: backoff }], count).map(
      ({ result }) => result.summary.system,
    );

  it.each(PUBLISHED)('%s: as many writes and as long as in the article', (_name, backoff, writes, lastMs) => {
    const runs = contend(backoff, 8);
    for (const { failed, inFlight } of runs) expect([failed, inFlight]).toEqual([0, 0]);

    expect(Math.abs(mean(runs.map(({ attempts }) => attempts ?? 0)) / writes - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean(runs.map(({ maxMs }) => maxMs ?? 0)) / lastMs - 1)).toBeLessThan(0.2);
  });

  it('jitter more than halves the writes', () => {
    const writes = (jitter: string) =>
      mean(contend({ base: '10ms', max: '2s', jitter }, 3).map(({ attempts }) => attempts ?? 0));

    expect(writes('full') / writes('none')).toBeLessThan(0.5);
  });
});

describe('library-defaults', () => {
  const use = (name: string): Edit[] => [{ path: 'links.shoppers~db.use', value: name }];
  const runs = (set: Edit[]) => replicate('library-defaults', set, 2);

  it('one retry without bounds keeps the server down', () => {
    for (const run of runs([])) expect(mean(within(run, 'system', 'goodputRps', 40, 120))).toBe(0);
  });

  it("Envoy's three retries at a time are one call in a hundred, and it recovers within a minute and a half", () => {
    for (const run of runs(use('envoy'))) {
      expect(mean(within(run, 'system', 'attemptsPerRequest', 30, 70))).toBeLessThan(1.02);
      expect(mean(within(run, 'system', 'goodputRps', 100, 120))).toBeGreaterThan(238);
    }
  });

  it('Istio retries no timeout', () => {
    for (const run of runs(use('istio'))) {
      expect(run.result.summary.system.attemptsPerRequest).toBe(1);
      expect(mean(within(run, 'system', 'goodputRps', 90, 120))).toBeGreaterThan(238);
    }
  });

  it("Polly's breaker is over it seconds after the fault", () => {
    for (const run of runs(use('polly'))) {
      expect(Math.min(...within(run, 'system', 'goodputRps', 34, 120))).toBeGreaterThan(200);
    }
  });
});
