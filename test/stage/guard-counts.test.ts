import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../sim-core/index.ts';
import { buildFrame } from '../../web/engine/frame-builder.ts';
import { createPlaySession } from '../../web/engine/play-session.ts';
import { topologyOf } from '../../web/engine/topology.ts';
import { gateBases } from '../../web/scene/gates.ts';
import { guardCounts } from '../../web/stage/guard-counts.ts';
import { faceOf } from '../../web/stage/draw-gates.ts';
import { createGateState } from '../../web/scene/gates.ts';
import { NO_GUARDS } from '../scene/topologies.ts';
import type { GuardCounts } from '../../web/stage/guard-counts.ts';

function countsAt(links: object, tMs: number): Partial<GuardCounts> {
  const document = {
    version: 1,
    name: 'guarded',
    duration: '10s',
    network: { latency: '10ms' },
    services: { web: { instances: 2, concurrency: 1, work: '50ms', admission: { maxConcurrency: 5 } } },
    links: { 'users->web': links },
    workloads: { users: { call: 'web', arrivals: { times: Array.from({ length: 12 }, () => '100ms') } } },
  };
  const checked = checkScenario(document);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const session = createPlaySession(checked.scenario, 0);
  for (const _ of session.goTo(tMs));
  const topology = topologyOf(checked.scenario.resolved, document);
  const frame = buildFrame(session.simulation, 1, 2000, session.turnedBack);
  const counts = { closed: 0, halfOpen: 0, open: 0, waiting: 0, places: 0, budget: 0, ejected: 0, door: 0 };
  guardCounts(topology, gateBases(topology), frame, counts);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => !Number.isNaN(count)));
}

describe('the counts of the key', () => {
  it('name what the scenario has, and what comes and goes while it is there', () => {
    expect(countsAt({}, 115)).toEqual({ door: 10 });
    const bulkhead = { maxConcurrent: 4, maxPending: 20 };
    expect(countsAt({ bulkhead, circuitBreaker: {} }, 115)).toEqual({ closed: 1, places: 4, waiting: 8, door: 4 });
    const retry = { maxAttempts: 2, budget: { kind: 'quota', tokens: 10 } };
    expect(countsAt({ retry }, 9000)).toMatchObject({ door: 0, budget: expect.any(Number) });
  });
});

describe('the face of a gate', () => {
  const breaker = { ...NO_GUARDS, breaker: { kind: 'failure-rate', scope: 'instance' } as const };
  it('is the worst of its breakers', () => {
    const state = { ...createGateState(), breakers: 3 };
    expect(faceOf(breaker, state)).toBe('closed');
    expect(faceOf(breaker, { ...state, halfOpen: 1 })).toBe('half-open');
    expect(faceOf(breaker, { ...state, halfOpen: 1, open: 1 })).toBe('open');
  });

  it('is two posts where something else guards, and nothing where only a budget is kept', () => {
    expect(faceOf({ ...NO_GUARDS, hasThrottle: true }, createGateState())).toBe('posts');
    expect(faceOf({ ...NO_GUARDS, budget: 'window' }, createGateState())).toBe('none');
  });
});
