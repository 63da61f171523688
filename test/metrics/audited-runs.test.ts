import { describe, expect, it } from 'vitest';
import { Auditor } from '../../sim-core/metrics/auditor.ts';
import { checkScenario } from '../../sim-core/scenario/index.ts';
import { Simulation } from '../../sim-core/simulation/simulation.ts';

const base = { version: 1, name: 'audited', seed: 7, duration: '20s', warmup: '3s' };
const retry = { maxAttempts: 3, backoff: { base: '10ms', jitter: 'full' } };

const SCENARIOS: Record<string, object> = {
  'one queue': {
    services: { s: { work: { exponential: { mean: '8ms' } } } },
    workloads: { w: { call: 's', arrivals: { poisson: '100/s' } } },
  },
  'users who think': {
    services: { s: { instances: 2, concurrency: 3, queue: { capacity: 2 }, work: { exponential: { mean: '50ms' } } } },
    workloads: { w: { call: 's', arrivals: { closed: { users: 12, think: { exponential: { mean: '60ms' } } } } } },
    links: { '*': { retry } },
  },
  'lossy wires and timeouts': {
    network: { latency: { exponential: { mean: '2ms' } }, loss: '5%', rto: '30ms' },
    services: {
      s: { instances: 3, concurrency: 'infinite', work: { exponential: { mean: '40ms' } }, errorRate: '10%' },
    },
    workloads: { w: { call: 's', arrivals: { poisson: '150/s' } } },
    links: { '*': { timeout: '60ms', retry: { ...retry, on: ['timeout', 'error'] } } },
  },
  'a tree with branches, crashes and slowness': {
    network: { latency: '0.5ms' },
    services: {
      web: {
        instances: 2,
        concurrency: 'infinite',
        endpoints: {
          home: {
            steps: [
              { work: '2ms' },
              { parallel: [{ call: 'orders' }, { call: 'mail' }], need: 'any' },
              { call: 'stock', probability: 0.5 },
            ],
          },
        },
      },
      orders: { instances: 3, concurrency: 4, queue: { capacity: 20 }, work: { exponential: { mean: '20ms' } } },
      mail: {
        instances: 2,
        concurrency: 2,
        threading: 'async',
        endpoints: { default: { steps: [{ work: '5ms' }, { call: 'stock' }, { work: '3ms' }] } },
      },
      stock: { instances: 2, concurrency: 2, work: { exponential: { mean: '8ms' } } },
    },
    workloads: { w: { call: 'web.home', arrivals: { poisson: '80/s' } } },
    links: { '*': { timeout: '200ms', retry } },
    faults: [
      { at: '5s', for: '4s', crash: { target: 'orders#2' } },
      { at: '7s', for: '3s', crash: { target: 'stock#1', host: true } },
      { at: '12s', for: '3s', slow: { target: 'mail', factor: 10 } },
    ],
  },
};

function simulate(scenario: object): { simulation: Simulation; auditor: Auditor } {
  const reading = checkScenario({ ...base, ...scenario });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const simulation = new Simulation(reading.scenario);
  const auditor = new Auditor(simulation.metrics);
  simulation.observe(auditor);
  return { simulation, auditor };
}

describe.each(Object.entries(SCENARIOS))('%s', (_, scenario) => {
  it('breaks no rule of the auditor', () => {
    const { simulation, auditor } = simulate(scenario);

    simulation.run();

    expect(auditor.report()).toEqual([]);
    expect(auditor.littlesLaw().callNs).toBeGreaterThan(0);
    expect(simulation.result().summary.system.requests).toBeGreaterThan(500);
  });

  it('has a ledger that adds up and phases that make the mean', () => {
    const { simulation } = simulate(scenario);
    simulation.run();

    const { system, workloads, links } = simulation.result().summary;

    for (const metrics of [system, ...Object.values(workloads), ...Object.values(links)]) {
      const handled = Object.values(metrics.ledger ?? {}).reduce((sum, entry) => sum + entry.handled, 0);
      expect(handled).toBe(metrics.errorsHandled);
      expect(metrics.errorsHandled).toBe(metrics.errorsMet - metrics.failed);
      const phases = Object.values(metrics.phases).reduce((sum: number, value) => sum + (value ?? 0), 0);
      expect(phases).toBeCloseTo(metrics.artMs ?? 0, 6);
    }
  });

  it('comes to the same result when it is read, saved and restored on the way', () => {
    const straight = simulate(scenario).simulation;
    straight.run();
    const { simulation } = simulate(scenario);
    simulation.runUntil(9_000);
    const saved = structuredClone(simulation.snapshot());
    simulation.runUntil(14_500);
    simulation.series();
    simulation.result();

    simulation.restore(saved);
    simulation.runUntil(12_345);
    simulation.result();
    simulation.run();

    expect(simulation.result()).toEqual(straight.result());
  });
});
