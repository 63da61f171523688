import { expect, test } from 'vitest';
import { parseScenario, simulate } from '../../sim-core/index.ts';
import { objectiveAt } from '../../web/panel/objectives.ts';

const SLOS = [
  { name: 'fast', of: 'workloads.a', under: '10ms', target: '99%' },
  { name: 'fast', of: 'workloads.b', under: '10ms', target: '99%' },
  { name: 'fast', of: 'workloads.a', under: '1ms', target: '99%' },
  { name: '1', of: 'workloads.a', under: '1s', target: '50%' },
];

test('each entry finds its objective in the result, also where names are shared', () => {
  const reading = parseScenario(
    JSON.stringify({
      version: 1,
      duration: '10s',
      services: { quick: { work: '5ms' }, slow: { work: '20ms' } },
      workloads: {
        a: { call: 'quick', arrivals: { constant: '1/s' } },
        b: { call: 'slow', arrivals: { constant: '1/s' } },
      },
      slos: SLOS,
    }),
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const { workloads } = simulate(reading.scenario).summary;

  expect(SLOS.map((_, index) => objectiveAt(SLOS, index, workloads)?.attainment)).toEqual([1, 0, 0, 1]);
  expect(objectiveAt([{ name: 'new', of: 'workloads.a' }], 0, workloads)).toBeNull();
  expect(objectiveAt([undefined], 0, workloads)).toBeNull();
});
