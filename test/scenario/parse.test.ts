import { expect, test } from 'vitest';
import { parseScenario } from '../../sim-core/scenario/index.ts';

const YAML = `
version: 1
name: Checkout
zones: { az-a: {}, az-b: {} }
network: { latency: 0.2ms }
services:
  web:
    concurrency: infinite
    threading: async
    endpoints:
      home:
        steps:
          - work: { lognormal: { mean: 10ms, cv: 1 } }
          - call: orders
            probability: 50%
          - parallel: [{ call: orders, count: 2 }, { steps: [{ work: 1ms }] }]
            need: any
  orders:
    instances: { count: 3, zones: [az-a, az-b] }
    work: { exponential: { mean: 5ms } }
links:
  "*": { timeout: 1s, retry: { maxAttempts: 2 } }
  web->orders:
    retry: { backoff: { base: 10ms, jitter: 20% } }
workloads:
  shoppers: { call: web.home, arrivals: { poisson: 200/s } }
faults:
  - { at: 60s, for: 30s, crash: { target: "orders#2..3" } }
`;

test('a YAML scenario becomes what the model simulates', () => {
  const reading = parseScenario(YAML);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, null, 1));

  const { resolved } = reading.scenario;
  expect(resolved.services.map(({ id }) => id)).toEqual(['orders', 'web']);
  expect(resolved.services[0].instances.map(({ zone }) => zone)).toEqual([0, 1, 0]);
  expect(resolved.links.map(({ id }) => id)).toEqual(['shoppers->web', 'web->orders']);
  expect(resolved.links[1]).toMatchObject({ timeoutNs: 1e9, retry: { maxAttempts: 2, backoff: { baseNs: 1e7 } } });
  expect(resolved.services[1].endpoints[0].steps[2]).toMatchObject({
    kind: 'parallel',
    need: 1,
    branches: [
      [{ site: 'web.home/steps.2/parallel.0/0', link: 1 }],
      [{ site: 'web.home/steps.2/parallel.0/1', link: 1 }],
      [{ site: 'web.home/steps.2/parallel.1/steps.0' }],
    ],
  });
  expect(resolved.workloads[0].requests).toEqual([{ service: 1, endpoint: 0, link: 0, think: null }]);
  expect(resolved.faults[0].target).toEqual({
    kind: 'instances',
    members: [
      { service: 0, instance: 1 },
      { service: 0, instance: 2 },
    ],
  });
});
