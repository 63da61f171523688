/** What the stories about pools, breakers and ejections say in numbers. */
import { describe, expect, it } from 'vitest';
import { erlangB } from '../../sim-core/theory/markov-queues.ts';
import { type Edit, mean, replicate, type Run, within } from './stories.ts';

const REPLICATIONS = 2;

describe('pool-exhaustion', () => {
  const pool = (key: string, value: unknown): Edit[] => [{ path: `links.shop~payments.pool.${key}`, value }];
  const runs = replicate('pool-exhaustion', [], REPLICATIONS);
  const during = (run: Run, scope: string, metric: string) => mean(within(run, scope, metric, 26, 48));

  it('on a good day Little keeps five of ten connections busy', () => {
    for (const run of runs) {
      // The network is half a millisecond each way, payments takes 49.
      const busy = mean(within(run, 'links.shop->payments', 'inFlightMean', 6, 20));
      const offered = mean(within(run, 'system', 'offeredRps', 6, 20));
      expect(Math.abs(busy / (offered * 0.05) - 1)).toBeLessThan(0.04);
    }
  });

  it('ten connections of 200 ms let 50 a second through, all of them for nobody', () => {
    for (const run of runs) {
      expect(Math.abs(during(run, 'services.payments', 'throughputRps') / (10 / 0.197) - 1)).toBeLessThan(0.03);
      expect(during(run, 'system', 'goodputRps')).toBe(0);
    }
  });

  it("without waiting it loses what Erlang's B says, and with forty connections nobody", () => {
    for (const run of replicate('pool-exhaustion', pool('maxPending', 0), REPLICATIONS)) {
      const offered = during(run, 'system', 'offeredRps') * 0.197;
      expect(Math.abs(during(run, 'system', 'availability') - (1 - erlangB(offered, 10)))).toBeLessThan(0.04);
      expect(Math.abs(during(run, 'system', 'artMs') - 197)).toBeLessThan(6);
    }
    for (const run of replicate('pool-exhaustion', pool('maxConnections', 40), REPLICATIONS)) {
      expect(run.result.summary.system.failed).toBe(0);
      expect(Math.abs(during(run, 'services.payments', 'inFlightMean') - 20)).toBeLessThan(2);
    }
  });

  it('with a hundred streams on a connection nobody waits', () => {
    for (const { result } of replicate('pool-exhaustion', pool('streams', 100), REPLICATIONS)) {
      expect(result.summary.system.failed).toBe(0);
    }
  });
});

describe('partial-failure', () => {
  const RPS = 500;
  const breaker = (key: string, value: unknown): Edit[] => [
    { path: `links.readers~store.circuitBreaker${key}`, value },
  ];
  const during = (set: Edit[]) =>
    replicate('partial-failure', set, REPLICATIONS).map((run) => mean(within(run, 'system', 'availability', 24, 58)));

  it('one breaker for ten lets through nine of ten trial calls in five seconds and no more', () => {
    for (const availability of during([])) {
      expect(Math.abs(availability - 9 / (5 * RPS + 10))).toBeLessThan(0.0005);
    }
  });

  it.each([
    ['without it', breaker('', null)],
    ['with a threshold that one in ten does not reach', breaker('.failureRate', '50%')],
  ])('%s nine of ten are served', (_words, set) => {
    for (const availability of during(set)) expect(Math.abs(availability - 0.9)).toBeLessThan(0.001);
  });

  it('a breaker for each instance loses the ten trial calls', () => {
    for (const availability of during(breaker('.scope', 'instance'))) {
      expect(Math.abs(availability - (1 - 10 / (5 * RPS + 10)))).toBeLessThan(0.001);
    }
  });
});

describe('panic-threshold', () => {
  const during = (run: Run, metric: string) => mean(within(run, 'system', metric, 26, 48));

  it('without panic ten are ejected, although four are well, and nobody is served', () => {
    for (const run of replicate('panic-threshold', [], REPLICATIONS)) {
      expect(run.result.summary.links['callers->hosts'].ejections).toBe(10);
      expect(during(run, 'availability')).toBe(0);
      expect(run.result.summary.system.failedBy['no-instance']).toBeGreaterThan(15_000);
    }
  });

  it.each([
    ['four of ten where ejections are ignored', 'balancer.panicThreshold', '50%', 4 / 10],
    ['four of nine where one in ten may be ejected', 'outlierDetection.maxEjectionPercent', '10%', 4 / 9],
  ])('serves %s, and fast', (_words, key, value, share) => {
    for (const run of replicate('panic-threshold', [{ path: `links.callers~hosts.${key}`, value }], REPLICATIONS)) {
      expect(Math.abs(during(run, 'availability') - share)).toBeLessThan(0.003);
      expect(during(run, 'artMs')).toBeLessThan(40);
    }
  });
});
