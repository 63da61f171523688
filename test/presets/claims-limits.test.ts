/** What the stories about herds, deadlines and limits say in numbers. */
import { describe, expect, it } from 'vitest';
import { type Edit, mean, replicate, type Run, within } from './stories.ts';

const REPLICATIONS = 2;

describe('thundering-herd', () => {
  const N = 5000;
  const herdOf = (set: Edit[]) =>
    replicate('thundering-herd', set, REPLICATIONS).map((run) => {
      const { herd, others } = run.result.summary.workloads;
      return { run, herd, others };
    });
  const fullJitter: Edit = { path: 'links.*~login.retry.backoff.jitter', value: 'full' };

  it('in step lets in those who find a worker or a place to wait, 110 a round, and that takes 45 rounds', () => {
    for (const { run, herd } of herdOf([])) {
      const perRound = mean(within(run, 'workloads.herd', 'goodputRps', 24, 55));
      expect(Math.abs(perRound - 110)).toBeLessThan(6);
      expect((herd.maxMs ?? 0) / 1000).toBeGreaterThan(40);
      expect((herd.maxMs ?? 0) / 1000).toBeLessThan(50);
    }
  });

  it('with jitter is back as soon as login can do them, 5000 at 700 a second, and others wait as well', () => {
    for (const { herd, others } of herdOf([fullJitter])) {
      expect(Math.abs((herd.maxMs ?? 0) / 1000 - N / 700)).toBeLessThan(1);
      expect(others.maxMs).toBeGreaterThan(6000);
      expect(others.maxMs).toBeLessThan(7500);
    }
  });

  it('spread over ten seconds comes with N / W, and nobody is refused', () => {
    for (const { run, herd, others } of herdOf([{ path: 'workloads.herd.population.over', value: '10s' }])) {
      expect(Math.abs(mean(within(run, 'workloads.herd', 'offeredRps', 20, 30)) - N / 10)).toBeLessThan(1);
      expect(herd.attempts).toBe(N);
      expect(others.p99Ms).toBeLessThan(70);
    }
  });

  it('at a gate of 500 a second waits for ten seconds at most', () => {
    const gate: Edit = { path: 'links.herd~login.rateLimit', value: { rate: '500/s', burst: 1, wait: '1m' } };
    for (const { herd, others } of herdOf([gate])) {
      expect(herd.attempts).toBe(N);
      expect(Math.abs((herd.maxMs ?? 0) / 1000 - N / 500)).toBeLessThan(0.15);
      expect(others.p99Ms).toBeLessThan(70);
    }
  });
});

describe('work-in-vain', () => {
  const during = (run: Run, scope: string, metric: string) => mean(within(run, scope, metric, 34, 58));
  const cancellation: Edit = { path: 'services.stock.cancellation', value: 'all' };

  it('all that stock does is in vain, and the deadline spares the prices', () => {
    for (const run of replicate('work-in-vain', [], REPLICATIONS)) {
      expect(mean(within(run, 'system', 'artMs', 6, 20))).toBeLessThan(60);
      expect(during(run, 'system', 'goodputRps')).toBe(0);
      expect(during(run, 'services.stock', 'wastedWork')).toBe(1);
      expect(during(run, 'services.prices', 'offeredRps')).toBe(0);
    }
  });

  it('a deadline that is not handed down has prices asked 250 times a second for nobody', () => {
    const kept: Edit = { path: 'links.users~web.propagateDeadline', value: false };
    for (const run of replicate('work-in-vain', [kept], REPLICATIONS)) {
      expect(Math.abs(during(run, 'services.prices', 'offeredRps') - 250)).toBeLessThan(8);
      expect(during(run, 'services.prices', 'wastedWork')).toBe(1);
    }
  });

  it('with cancellation stock wastes less than a hundredth, and two of three are in time', () => {
    for (const run of replicate('work-in-vain', [cancellation], REPLICATIONS)) {
      expect(during(run, 'services.stock', 'wastedWork')).toBeLessThan(0.01);
      expect(Math.abs(during(run, 'system', 'goodputRps') - 250 * (2 / 3))).toBeLessThan(8);
      // Over at once when the load is back to normal; without cancellation it is not.
      expect(mean(within(run, 'system', 'goodputRps', 62, 70))).toBeGreaterThan(190);
    }
  });

  it('who is refused early makes room for 240 a second within 66 ms', () => {
    const codel: Edit = { path: 'services.stock.admission.codel', value: { target: '5ms', interval: '100ms' } };
    for (const run of replicate('work-in-vain', [codel], REPLICATIONS)) {
      expect(Math.abs(during(run, 'system', 'goodputRps') - 240)).toBeLessThan(6);
      expect(Math.abs(during(run, 'system', 'artMs') - 66)).toBeLessThan(3);
    }
  });
});

describe('adaptive-concurrency', () => {
  const during = (run: Run, metric: string) => mean(within(run, 'system', metric, 26, 50));
  const limit = (key: string, value: unknown): Edit[] => [{ path: `services.server.admission.${key}`, value }];

  it('without a limit nobody is served, and for long after it', () => {
    for (const run of replicate('adaptive-concurrency', [], REPLICATIONS)) {
      expect(mean(within(run, 'system', 'artMs', 6, 20))).toBeLessThan(24);
      expect(mean(within(run, 'system', 'goodputRps', 26, 80))).toBe(0);
    }
  });

  it('gradient2 serves 500 a second, and by Little none waits longer than 200 / 500', () => {
    const gradient2 = limit('adaptiveConcurrency', { algorithm: 'gradient2' });
    for (const run of replicate('adaptive-concurrency', gradient2, REPLICATIONS)) {
      expect(Math.abs(during(run, 'goodputRps') - 500)).toBeLessThan(12);
      expect(Math.max(...within(run, 'services.server', 'inFlightMean', 26, 50))).toBeLessThan(200);
      expect(during(run, 'artMs')).toBeLessThan(400);
      expect(mean(within(run, 'system', 'availability', 54, 80))).toBeGreaterThan(0.999);
    }
  });

  it('from below it stays near twenty, at half a percent of the requests on a good day', () => {
    const low = limit('adaptiveConcurrency', { algorithm: 'gradient2', minLimit: 1 });
    for (const run of replicate('adaptive-concurrency', low, 3)) {
      expect(mean(within(run, 'services.server', 'inFlightMean', 26, 50))).toBeGreaterThan(15);
      expect(mean(within(run, 'services.server', 'inFlightMean', 26, 50))).toBeLessThan(30);
      expect(Math.abs(during(run, 'artMs') - 50)).toBeLessThan(10);
      expect(Math.abs(mean(within(run, 'system', 'availability', 6, 20)) - 0.995)).toBeLessThan(0.003);
    }
  });

  it('a fixed limit of twenty answers within 20 / 500', () => {
    for (const run of replicate('adaptive-concurrency', limit('maxConcurrency', 20), REPLICATIONS)) {
      expect(during(run, 'artMs')).toBeLessThan(40);
      expect(during(run, 'artMs')).toBeGreaterThan(34);
      expect(Math.abs(during(run, 'goodputRps') - 500)).toBeLessThan(12);
    }
  });
});
