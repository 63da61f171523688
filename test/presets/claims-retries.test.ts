/** What the stories about retries and timeouts say in numbers. */
import { describe, expect, it } from 'vitest';
import { type Edit, mean, replicate, type Run, within } from './stories.ts';

const REPLICATIONS = 3;
const noFaults: Edit = { path: 'faults', value: null };

describe('layered-retries', () => {
  const LAYERS = ['shoppers->web', 'web->orders', 'orders->billing', 'billing->ledger', 'ledger->db'];
  const everywhere = (key: string, value: unknown): Edit => ({ path: `links.*.retry.${key}`, value });
  const queriesPerRequest = (run: Run) => mean(within(run, 'services.db', 'offeredRps', 25, 39)) / 4;

  it('makes 3, 9, 27, 81 and 243 attempts of one request, from layer to layer', () => {
    for (const run of replicate('layered-retries', [], REPLICATIONS)) {
      LAYERS.forEach((link, layer) => {
        const attempts = mean(within(run, `links.${link}`, 'attempts', 25, 39)) / 4;
        expect(Math.abs(attempts / 3 ** (layer + 1) - 1)).toBeLessThan(0.002);
      });
      expect(queriesPerRequest(run)).toBeCloseTo(243, 0);
    }
  });

  it('makes three where only the layer above the database retries', () => {
    for (const run of replicate('layered-retries', [everywhere('maxAttempts', 1)], REPLICATIONS)) {
      expect(queriesPerRequest(run)).toBe(3);
    }
  });

  it('makes at most 1.1⁵ where each layer may retry one call in ten', () => {
    const budget = everywhere('budget', { kind: 'window', ratio: 0.1 });
    for (const run of replicate('layered-retries', [budget], REPLICATIONS)) {
      expect(queriesPerRequest(run)).toBeGreaterThan(1);
      expect(queriesPerRequest(run)).toBeLessThanOrEqual(1.1 ** LAYERS.length);
    }
  });
});

describe('retry-budget', () => {
  const budgeted = (budget: unknown) =>
    replicate('retry-budget', [{ path: 'links.shoppers~db.retry.budget', value: budget }], REPLICATIONS);
  const goodput = (run: Run, fromS: number, toS: number) => mean(within(run, 'system', 'goodputRps', fromS, toS));

  it('without one three attempts a call keep the server down', () => {
    for (const run of replicate('retry-budget', [], REPLICATIONS)) {
      expect(goodput(run, 30, 120)).toBe(0);
      expect(mean(within(run, 'system', 'attemptsPerRequest', 30, 120))).toBeCloseTo(3, 1);
    }
  });

  it('of a tenth adds at most a tenth, and the server is back after about a minute', () => {
    for (const run of budgeted({ kind: 'window', ratio: 0.1 })) {
      expect(run.result.summary.system.attemptsPerRequest).toBeLessThanOrEqual(1.1);
      expect(mean(within(run, 'system', 'attemptsPerRequest', 25, 50))).toBeCloseTo(1.1, 1);
      expect(goodput(run, 40, 55)).toBe(0);
      expect(goodput(run, 95, 120)).toBeGreaterThan(238);
      expect(goodput(run, 95, 120)).toBeLessThan(262);
    }
  });

  it('of tokens lets hardly anybody retry, and the server is back sooner', () => {
    for (const run of budgeted({ kind: 'tokens', max: 10, ratio: 0.1 })) {
      expect(run.result.summary.system.attemptsPerRequest).toBeLessThan(1.002);
      expect(goodput(run, 60, 120)).toBeGreaterThan(238);
    }
  });

  it('of a fifth adds a fifth, which is too much for a server of 300', () => {
    for (const run of budgeted({ kind: 'window', ratio: 0.2 })) {
      expect(run.result.summary.system.attemptsPerRequest).toBeLessThanOrEqual(1.2);
      expect(goodput(run, 30, 120)).toBe(0);
    }
  });
});

describe('jitter', () => {
  const total = (set: Edit[]) =>
    replicate('jitter', set, 10).map(({ result }) => ({
      attempts: result.summary.system.attempts ?? Number.NaN,
      lastMs: result.summary.system.maxMs ?? Number.NaN,
    }));
  const backoff = (key: string, value: unknown): Edit[] => [
    { path: `links.callers~server.retry.backoff.${key}`, value },
  ];

  it('without it twenty rounds let in five each: 100 + 95 + … + 5 attempts', () => {
    // 50 ms doubled five times, then 2 s each; there and back each time, then the way in, four before it and the way out.
    const waits = 50 + 100 + 200 + 400 + 800 + 1600 + 13 * 2000;
    for (const { attempts, lastMs } of total([])) {
      expect(attempts).toBe(1050);
      expect(lastMs).toBe(waits + 19 * 20 + 10 + 5 * 10 + 10);
    }
  });

  it('full or equal, more than halves the attempts, and it is over ten times as fast', () => {
    for (const kind of ['full', 'equal']) {
      const runs = total(backoff('jitter', kind));
      const share = mean(runs.map(({ attempts }) => attempts)) / 1050;
      expect(share).toBeGreaterThan(0.42);
      expect(share).toBeLessThan(0.49);
      for (const { lastMs } of runs) expect(lastMs).toBeLessThan(3000);
    }
  });

  it('without any wait it is over in a second, for 2,400 attempts', () => {
    for (const { attempts, lastMs } of total(backoff('base', 0))) {
      expect(Math.abs(attempts - 2400)).toBeLessThan(50);
      expect(lastMs).toBeLessThanOrEqual(1020);
    }
  });
});

describe('timeout-tuning', () => {
  const after = (timeout: string): Edit => ({ path: 'links.web~stock.timeout', value: timeout });

  // The share of a lognormal distribution with p50 9 ms and p99 59 ms that lies beyond the timeout less the network's 1 ms.
  it.each([
    ['110ms', 0.001, 0.0004],
    ['60ms', 0.01, 0.0012],
    ['20ms', 0.1777, 0.005],
  ])('of %s is too short for %f of the good calls', (timeout, share, within4Errors) => {
    const longer: Edit = { path: 'duration', value: '20m' };
    const [{ result }] = replicate('timeout-tuning', [after(timeout), noFaults, longer], 1);
    const { attemptsPerRequest, availability } = result.summary.links['web->stock'];

    expect(Math.abs((attemptsPerRequest ?? 0) - 1 - share)).toBeLessThan(within4Errors);
    // A call fails when both of its attempts take too long.
    expect(Math.abs((availability ?? 0) - (1 - share * share))).toBeLessThan(0.002);
  });

  it('of five seconds lets one stuck instance of three take web along, and one of 110 ms does not', () => {
    const during = (set: Edit[]) =>
      replicate('timeout-tuning', set, REPLICATIONS).map((run) => mean(within(run, 'system', 'availability', 25, 39)));
    for (const availability of during([])) expect(availability).toBeLessThan(0.6);
    for (const availability of during([after('110ms')])) expect(availability).toBeGreaterThan(0.995);
  });
});

describe('tail-at-scale', () => {
  const longer: Edit = { path: 'duration', value: '3m' };
  const hedge: Edit = { path: 'links.search~leaves.hedge', value: { delay: '20ms', maxAttempts: 2 } };

  function slowOf(set: Edit[]) {
    const [{ result }] = replicate('tail-at-scale', [longer, ...set], 1);
    const { users } = result.summary.workloads;
    const share = 1 - (users.slo?.fast.attainment ?? Number.NaN);
    const fourErrors = (of: number) => 4 * Math.sqrt((of * (1 - of)) / users.requests);
    return { share, fourErrors, calls: result.summary.links['search->leaves'] };
  }

  it.each([
    ['63.4 % with one slow leaf in a hundred', [], 1 - 0.99 ** 100, 0.634],
    ['1 % with a hedge, where both copies must be slow', [hedge], 1 - 0.9999 ** 100, 0.00995],
    // Four or more slow ones of a hundred.
    ['1.8 % if 97 are enough', [{ path: 'services.search.steps.1.need', value: 97 }], 0.0184, 0.0184],
    [
      '9.6 % if ten are asked',
      [{ path: 'services.search.steps.1.parallel.0.count', value: 10 }],
      1 - 0.99 ** 10,
      0.0956,
    ],
  ])('makes slow %s', (_words, set, theory, published) => {
    const { share, fourErrors } = slowOf(set);

    expect(theory).toBeCloseTo(published, 4);
    expect(Math.abs(share - theory)).toBeLessThan(fourErrors(theory));
  });

  it('a hedge costs a hundredth more calls', () => {
    const { hedges = 0, attempts = 0 } = slowOf([hedge]).calls;

    expect(Math.abs(hedges / (attempts - hedges) - 0.01)).toBeLessThan(0.001);
  });
});
