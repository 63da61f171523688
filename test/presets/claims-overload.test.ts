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
