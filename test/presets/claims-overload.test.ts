/** What the stories about too much load say in numbers. */
import { describe, expect, it } from 'vitest';
import { mg1 } from '../../sim-core/theory/general-service.ts';
import { mm1 } from '../../sim-core/theory/markov-queues.ts';
import { closedStation } from '../../sim-core/theory/networks.ts';
import { type Edit, mean, replicate, type Run, within } from './stories.ts';

const REPLICATIONS = 3;

describe('goodput-collapse', () => {
  const queue = (key: string, value: unknown): Edit[] => [{ path: `services.server.queue.${key}`, value }];
  const goodput = (run: Run) => mean(within(run, 'system', 'goodputRps', 45, 80));

  it('keeps its server busy with a hundred a second, all of them in vain, also when the load is back', () => {
    for (const run of replicate('goodput-collapse', [], REPLICATIONS)) {
      expect(mean(within(run, 'services.server', 'throughputRps', 45, 80))).toBeGreaterThan(97);
      expect(mean(within(run, 'services.server', 'throughputRps', 45, 80))).toBeLessThan(103);
      expect(mean(within(run, 'system', 'goodputRps', 45, 115))).toBe(0);
      expect(Math.min(...within(run, 'services.server', 'wastedWork', 45, 80))).toBe(1);
    }
  });

  it('controlled delay keeps 95 a second, and answers them in 125 ms', () => {
    const codel: Edit = { path: 'services.server.admission.codel', value: { target: '5ms', interval: '100ms' } };
    for (const run of replicate('goodput-collapse', [codel], REPLICATIONS)) {
      expect(Math.abs(goodput(run) - 95)).toBeLessThan(4);
      expect(Math.abs(mean(within(run, 'system', 'artMs', 45, 80)) - 125)).toBeLessThan(6);
    }
  });

  it.each([
    ['lifo', queue('discipline', 'lifo')],
    ['adaptive lifo', queue('discipline', 'adaptive-lifo')],
    ['a longest wait', queue('maxWait', '500ms')],
  ])('%s keeps all that the server can do', (_name, set) => {
    for (const run of replicate('goodput-collapse', set, REPLICATIONS)) {
      expect(goodput(run)).toBeGreaterThan(95);
      expect(goodput(run)).toBeLessThan(105);
      const after = mean(within(run, 'system', 'availability', 90, 120));
      expect(after).toBeGreaterThan(0.95);
    }
  });
});

describe('open-and-closed', () => {
  const WAY_MS = 1;
  const calm: Edit = { path: 'faults', value: null };
  const longer: Edit = { path: 'duration', value: '10m' };
  const varied = (service: string): Edit => ({
    path: `services.${service}.work`,
    value: {
      hyperexponential: [
        { p: 0.95, mean: '5ms' },
        { p: 0.05, mean: '105ms' },
      ],
    },
  });
  const others = { visitors: 'testers', testers: 'visitors' } as const;
  /** Mean over replications of ten calm minutes, without the others, who share nothing with them. */
  const artOf = (workload: keyof typeof others, set: Edit[], replications: number) => {
    const alone: Edit = { path: `workloads.${others[workload]}`, value: null };
    return mean(
      replicate('open-and-closed', [calm, longer, alone, ...set], replications).map(
        ({ result }) => result.summary.workloads[workload].artMs ?? Number.NaN,
      ),
    );
  };

  it('visitors need what M/M/1 says, 100 ms', () => {
    const theory = 1000 * mm1(90, 100).time + WAY_MS;
    expect(theory).toBeCloseTo(101, 6);
    expect(Math.abs(artOf('visitors', [], 10) / theory - 1)).toBeLessThan(0.1);
  });

  it('testers measure what mean value analysis says, 40 ms', () => {
    const theory = closedStation(10, 71, 0.1, 1).time + WAY_MS;
    expect(Math.abs(theory - 40)).toBeLessThan(2);
    expect(Math.abs(artOf('testers', [], REPLICATIONS) / theory - 1)).toBeLessThan(0.02);
  });

  it('work that varies makes five times as much of it for visitors, and half as much again for testers', () => {
    // The squared coefficient of variation of 95 % at 5 ms and 5 % at 105 ms, both exponential, is 10.5.
    const theory = 1000 * mg1(90, 0.01, 10.495).time + WAY_MS;
    expect(theory / 101).toBeCloseTo(5.2, 1);
    expect(Math.abs(artOf('visitors', [varied('open')], 10) / theory - 1)).toBeLessThan(0.15);
    expect(artOf('testers', [varied('closed')], REPLICATIONS)).toBeLessThan(62);
  });

  it('two slow seconds are a hundredth of the visitors and nothing to the testers', () => {
    for (const { result } of replicate('open-and-closed', [], REPLICATIONS)) {
      expect(result.summary.workloads.visitors.p99Ms).toBeGreaterThan(1500);
      expect(result.summary.workloads.testers.p99Ms).toBeLessThan(140);
    }
  });

  it('testers never ask for more than the server can do, visitors do', () => {
    const [visitors] = replicate(
      'open-and-closed',
      [{ path: 'workloads.visitors.arrivals.poisson', value: '105/s' }],
      1,
    );
    const [testers] = replicate('open-and-closed', [{ path: 'workloads.testers.arrivals.closed.users', value: 20 }], 1);

    expect(visitors.result.summary.services.open.queueLength?.max).toBeGreaterThan(700);
    expect(testers.result.summary.services.closed.queueLength?.max).toBe(19);
  });
});

describe('bulkhead', () => {
  const bulkhead = { maxConcurrent: 16, maxPending: 0 };
  const during = (run: Run, workload: string, metric: string) =>
    mean(within(run, `workloads.${workload}`, metric, 30, 49));

  it('on a good day Little keeps six workers busy', () => {
    const [run] = replicate('bulkhead', [{ path: 'faults', value: null }], 1);
    const { summary } = run.result;
    const busy = (summary.services.web.utilization ?? Number.NaN) * 64;
    // Catalog and reviews with their network, and two milliseconds of web's own.
    expect(Math.abs(busy - (100 * 0.033 + 50 * 0.043))).toBeLessThan(0.2);
    expect(Math.abs((summary.links['web->reviews'].inFlightMean ?? Number.NaN) - 50 * 0.041)).toBeLessThan(0.1);
  });

  it('without it slow reviews take the searches along', () => {
    for (const run of replicate('bulkhead', [], REPLICATIONS)) {
      expect(during(run, 'searchers', 'availability')).toBeLessThan(0.75);
      expect(during(run, 'searchers', 'artMs')).toBeGreaterThan(250);
    }
  });

  it('with it searches notice nothing, and with a fallback nobody is refused', () => {
    for (const run of replicate('bulkhead', [{ path: 'links.web~reviews.bulkhead', value: bulkhead }], REPLICATIONS)) {
      expect(during(run, 'searchers', 'availability')).toBe(1);
      expect(during(run, 'searchers', 'artMs')).toBeLessThan(37);
      expect(during(run, 'browsers', 'availability')).toBeLessThan(0.3);
    }
    const both: Edit = { path: 'links.web~reviews', value: { bulkhead, fallback: { after: '1ms' } } };
    for (const { result } of replicate('bulkhead', [both], REPLICATIONS)) {
      expect(result.summary.system.failed).toBe(0);
      expect(result.summary.links['web->reviews'].degraded).toBeGreaterThan(1000);
    }
  });
});

describe('death-spiral', () => {
  const SERVERS = 4;
  const EACH_RPS = 100;
  const WORKERS = 10;
  const QUEUE = 80;
  const refusing: Edit = { path: 'services.pages.queue.capacity', value: 20 };
  const less: Edit = { path: 'workloads.readers.arrivals.poisson', value: '260/s' };
  const calm: Edit = { path: 'faults', value: null };
  /** Seconds from an empty server to its death, when so many share the load. */
  const life = (servers: number) => (QUEUE + WORKERS) / (340 / servers - EACH_RPS);
  const crashesUntil = (run: Run, seconds: number) =>
    within(run, 'services.pages', 'crashes', 0, seconds).reduce((total, count) => total + count, 0);

  it('all are well while four share 340 a second, and not when three do', () => {
    expect(340 / SERVERS).toBe(85);
    expect(340 / (SERVERS - 1)).toBeCloseTo(113.3, 1);
    for (const { result } of replicate('death-spiral', [calm], REPLICATIONS)) {
      expect(result.summary.services.pages.crashes).toBe(0);
      expect(result.summary.system.availability).toBe(1);
    }
  });

  it('one that falls takes the others along before its seconds are over', () => {
    // Three would last for seven seconds if the load came evenly; two for one, the last for less than half of one.
    expect(life(3)).toBeCloseTo(6.75, 2);
    expect(life(2)).toBeCloseTo(1.29, 2);
    expect(life(1)).toBeCloseTo(0.375, 3);
    for (const run of replicate('death-spiral', [], REPLICATIONS)) {
      expect(crashesUntil(run, 20)).toBe(0);
      expect(crashesUntil(run, 20 + life(3) + life(2) + life(1) + 2)).toBeGreaterThanOrEqual(SERVERS);
    }
  });

  it('whoever comes back dies alone, long after nothing is wrong any more', () => {
    for (const run of replicate('death-spiral', [], REPLICATIONS)) {
      const crashes = crashesUntil(run, 120) - crashesUntil(run, 60);
      const upS = 60 * mean(within(run, 'services.pages', 'uptime', 60, 120));
      expect(crashes).toBeGreaterThan(6);
      // Now and then two are up together, and last longer.
      expect(upS / crashes).toBeGreaterThan(0.8 * life(1));
      expect(upS / crashes).toBeLessThan(life(2));
      expect(mean(within(run, 'workloads.readers', 'availability', 60, 120))).toBeLessThan(0.1);
    }
  });

  it('a queue of 20 answers what three can do, and nobody else dies', () => {
    const goodputs = replicate('death-spiral', [refusing], REPLICATIONS).map((run) => {
      expect(run.result.summary.services.pages.crashes).toBe(1);
      return mean(within(run, 'workloads.readers', 'goodputRps', 25, 40));
    });
    expect(Math.abs(mean(goodputs) - 3 * EACH_RPS)).toBeLessThan(8);
  });

  it('at 65 % nobody notices that one is away', () => {
    for (const { result } of replicate('death-spiral', [less], REPLICATIONS)) {
      expect(result.summary.services.pages.crashes).toBe(1);
      expect(result.summary.system.availability).toBeGreaterThan(0.999);
    }
  });
});
