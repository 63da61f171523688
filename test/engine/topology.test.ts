import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../sim-core/index.ts';
import { topologyOf } from '../../web/engine/topology.ts';
import { watchingSpeedOf } from '../../web/engine/watching-speed.ts';

const base = {
  version: 1,
  name: 'shop',
  duration: '2m',
  warmup: '10s',
  zones: { 'az-a': {}, 'az-b': {} },
  network: { latency: '6ms' },
  services: {
    web: { instances: { count: 2, zones: ['az-a', 'az-b'] }, concurrency: 'infinite', steps: [{ call: 'db' }] },
    db: { instances: 3, concurrency: 8, queue: { capacity: 50 }, work: '5ms' },
  },
  links: { 'web->db': { timeout: '250ms' } },
  workloads: { shoppers: { call: 'web', arrivals: { poisson: '200/s' }, clients: 4 } },
};

function resolved(changes: Record<string, unknown> = {}) {
  const document = { ...base, ...changes };
  const checked = checkScenario(document);
  if (!checked.ok) throw new Error(checked.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return { scenario: checked.scenario.resolved, document };
}

describe('topology', () => {
  it('knows links on which nothing takes time', () => {
    const { scenario, document } = resolved({ network: { latency: '0ms' } });
    const instant = topologyOf(scenario, document).links.map(({ isInstant }) => isInstant);
    expect(instant).toEqual([true, true]);
  });

  it('says what there is to draw, unlimited things as null', () => {
    const { scenario, document } = resolved();
    const topology = topologyOf(scenario, document);
    const [db, web] = topology.services;
    expect([db.id, db.concurrency, db.queueCapacity]).toEqual(['db', 8, 50]);
    expect([web.id, web.concurrency, web.queueCapacity]).toEqual(['web', null, null]);
    expect(web.instances).toEqual([
      { name: 'web#1', zone: 'az-a' },
      { name: 'web#2', zone: 'az-b' },
    ]);
    expect(topology.workloads).toEqual([{ id: 'shoppers', clients: 4, closed: false }]);
    expect(topology.links.map(({ isInstant }) => isInstant)).toEqual([false, false]);
    expect(topology.links.map(({ id, timeoutMs }) => [id, timeoutMs])).toEqual(
      expect.arrayContaining([
        ['shoppers->web', null],
        ['web->db', 250],
      ]),
    );
    expect([topology.durationMs, topology.warmupMs, topology.windowMs]).toEqual([120_000, 10_000, 1000]);
  });

  it('gives each planned fault its place in the document, its time and what it hits', () => {
    const { scenario, document } = resolved({
      faults: [
        { mtbf: '10m', mttr: '30s', crash: { target: 'db' } },
        { at: '60s', for: '30s', crash: { target: 'db#2' } },
        { id: 'slow', at: '20s', for: '5s', slow: { target: 'db', factor: 10 } },
        { at: '70s', for: '5s', error: { target: '50% of db', rate: '10%' } },
      ],
    });
    const { faults } = topologyOf(scenario, document);
    expect(faults.map(({ path, kind, atMs, forMs, target }) => [path, kind, atMs, forMs, target])).toEqual(
      expect.arrayContaining([
        ['faults.1', 'crash', 60_000, 30_000, 'db#2'],
        ['faults.2', 'slow', 20_000, 5000, 'db'],
        ['faults.3', 'error', 70_000, 5000, '50% of db'],
      ]),
    );
    expect(faults).toHaveLength(3);
  });
});

describe('watching speed', () => {
  it('lets a message take about 0.6 s across the screen', () => {
    expect(watchingSpeedOf(resolved({ network: { latency: '6ms' } }).scenario)).toBe(0.05);
    expect(watchingSpeedOf(resolved({ network: { latency: '60ms' } }).scenario)).toBe(0.1);
  });

  it('is fast enough for a few requests a second where requests are rare or messages take no time', () => {
    const rare = { workloads: { shoppers: { call: 'web', arrivals: { poisson: '2/s' } } } };
    expect(watchingSpeedOf(resolved({ ...rare, network: {} }).scenario)).toBe(5);
  });

  it('is never outside what the transport offers', () => {
    const dense = { workloads: { shoppers: { call: 'web', arrivals: { constant: '100k/s' } } } };
    expect(watchingSpeedOf(resolved({ ...dense, network: {} }).scenario)).toBe(0.001);
    expect(watchingSpeedOf(resolved({ workloads: {}, network: {} }).scenario)).toBe(0.001);
  });
});
