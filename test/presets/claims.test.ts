/** What the stories say in numbers, each with the interval it must lie in, over the first three replications. */
import { describe, expect, it } from 'vitest';
import { type Edit, mean, replicate, within } from './stories.ts';

const REPLICATIONS = 3;

describe('retry-storm', () => {
  const storms = replicate('retry-storm', [], REPLICATIONS);
  const goodput = (set: Edit[], fromS: number, toS: number) =>
    replicate('retry-storm', set, REPLICATIONS).map((run) => mean(within(run, 'system', 'goodputRps', fromS, toS)));
  const noRetry: Edit = { path: 'links.shoppers~db.retry.maxAttempts', value: 1 };
  const load = (rate: string): Edit => ({ path: 'workloads.shoppers.arrivals.poisson', value: rate });
  const crash: Edit = {
    path: 'faults.trigger',
    value: { id: 'trigger', at: '20s', for: '10s', crash: { target: 'db' } },
  };

  it('answers nearly everything before the fault', () => {
    for (const run of storms) {
      expect(mean(within(run, 'system', 'availability', 5, 20))).toBeGreaterThan(0.99);
      expect(mean(within(run, 'system', 'artMs', 5, 20))).toBeLessThan(200);
    }
  });

  it('at 280/s stays down for good, with 560 attempts a second', () => {
    for (const run of storms) {
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

describe('stale-discovery', () => {
  const retry: Edit = { path: 'links.gateways~orders.retry.maxAttempts', value: 2 };

  it('sends a quarter of the calls to the dead instance for 10 to 25 s', () => {
    for (const run of replicate('stale-discovery', [], REPLICATIONS)) {
      const refused = 1 - mean(within(run, 'system', 'availability', 30, 40));
      expect(refused).toBeGreaterThan(0.21);
      expect(refused).toBeLessThan(0.29);
      expect(Math.min(...within(run, 'system', 'availability', 55, 90))).toBe(1);
    }
  });

  it('wastes so many calls as leases and fetches predict: 100/4 · (15 − 5/2 + 10/2)', () => {
    const wasted = replicate('stale-discovery', [], 20).map(
      ({ result }) => result.summary.links['gateways->orders'].staleAttempts ?? 0,
    );

    // One crash differs from the next by 80 calls or so: four standard errors of twenty.
    expect(Math.abs(mean(wasted) - 437.5)).toBeLessThan(72);
  });

  it('a second attempt saves nearly all of them', () => {
    for (const { result } of replicate('stale-discovery', [retry], REPLICATIONS)) {
      expect(result.summary.system.availability).toBeGreaterThan(0.999);
      expect(result.summary.system.ehr).toBeGreaterThan(0.98);
      expect(result.summary.system.ledger?.failover.handled).toBeGreaterThan(200);
    }
  });
});

describe('hello', () => {
  it('nobody goes without an answer, and with one try only many do', () => {
    const alone: Edit = { path: 'links.clients~hello.retry.maxAttempts', value: 1 };
    for (const { result } of replicate('hello', [], REPLICATIONS)) expect(result.summary.system.failed).toBe(0);
    for (const { result } of replicate('hello', [alone], REPLICATIONS)) {
      expect(result.summary.system.failed).toBeGreaterThan(150);
    }
  });
});

describe('slow-instance', () => {
  const p99 = (policy: string) =>
    replicate('slow-instance', [{ path: 'links.readers~pages.balancer.policy', value: policy }], REPLICATIONS).map(
      ({ result }) => result.summary.system.p99Ms ?? Number.NaN,
    );

  it('round robin is the worst, then two choices, the fewest open calls, and peak EWMA', () => {
    const round = p99('round-robin');
    const two = p99('least-request');
    const fewest = p99('least-connections');
    const remembered = p99('peak-ewma');

    for (let i = 0; i < REPLICATIONS; i++) {
      expect(round[i]).toBeGreaterThan(10 * two[i]);
      expect(two[i]).toBeGreaterThan(fewest[i]);
      expect(fewest[i]).toBeGreaterThan(2 * remembered[i]);
      expect(Math.abs(remembered[i] - 40)).toBeLessThan(5);
    }
  });

  it('peak EWMA sends one request in a hundred to the slow one', () => {
    const peak: Edit = { path: 'links.readers~pages.balancer.policy', value: 'peak-ewma' };
    const shares = replicate('slow-instance', [peak], REPLICATIONS).map(
      (run) => mean(within(run, 'instances.pages#3', 'offeredRps', 25, 50)) / 200,
    );
    expect(Math.abs(mean(shares) - 0.01)).toBeLessThan(0.005);
  });
});

describe('one-service', () => {
  it('its phases add up to its response time, and the network is in send and respond alone', () => {
    const [quick] = replicate('one-service', [], 1);
    const [slow] = replicate('one-service', [{ path: 'links.client~answers.network.latency', value: '7ms' }], 1);
    const { artMs, phases } = quick.result.summary.workloads.people;
    const later = slow.result.summary.workloads.people.phases;

    const sum = Object.values(phases).reduce((total: number, phase) => total + (phase ?? 0), 0);
    expect(sum).toBeCloseTo(artMs ?? 0, 9);
    expect((later.sendMs ?? 0) - (phases.sendMs ?? 0)).toBeCloseTo(5, 1);
    expect((later.respondMs ?? 0) - (phases.respondMs ?? 0)).toBeGreaterThan(4);
    expect(later.processMs).toBeCloseTo(phases.processMs ?? 0, 1);
  });
});

describe('checkout', () => {
  const runs = replicate('checkout', [], 2);

  it('makes about 360,000 calls for 60,000 requests', () => {
    for (const { result } of runs) {
      // The summary leaves out the first 20 of 300 s.
      const share = (300 - 20) / 300;
      const attempts = Object.values(result.summary.links).reduce((total, link) => total + (link.attempts ?? 0), 0);
      expect(attempts / share).toBeGreaterThan(345_000);
      expect(attempts / share).toBeLessThan(390_000);
      expect(result.summary.system.requests / share).toBeGreaterThan(58_500);
    }
  });

  it('fails every second request while payments is slow, and takes eight times as long for the others', () => {
    for (const run of runs) {
      const usual = mean(within(run, 'system', 'artMs', 20, 60));
      expect(mean(within(run, 'system', 'availability', 20, 60))).toBeGreaterThan(0.999);
      expect(mean(within(run, 'system', 'availability', 80, 120))).toBeGreaterThan(0.46);
      expect(mean(within(run, 'system', 'availability', 80, 120))).toBeLessThan(0.54);
      expect(mean(within(run, 'system', 'artMs', 80, 120)) / usual).toBeGreaterThan(7.5);
      expect(mean(within(run, 'system', 'artMs', 80, 120)) / usual).toBeLessThan(8.5);
    }
  });

  it('turns more charges away than time out', () => {
    for (const { result } of runs) {
      const { unavailable = 0, timeout = 0 } = result.summary.links['orders->payments'].failedBy;
      expect(timeout).toBeGreaterThan(0);
      expect(unavailable).toBeGreaterThan(timeout);
    }
  });

  it('is open again within ten seconds of the end', () => {
    for (const run of runs) expect(Math.min(...within(run, 'system', 'availability', 130, 300))).toBeGreaterThan(0.99);
  });

  it('with a short queue seven of ten orders get through', () => {
    const queue: Edit = { path: 'services.payments.queue.capacity', value: 4 };
    const untilTheEndOfTheFault: Edit = { path: 'duration', value: '2m' };
    for (const run of replicate('checkout', [queue, untilTheEndOfTheFault], 2)) {
      const share = mean(within(run, 'system', 'availability', 70, 120));
      expect(share).toBeGreaterThan(0.67);
      expect(share).toBeLessThan(0.76);
    }
  });
});
