import { describe, expect, it } from 'vitest';
import { checkScenario, createSimulation } from '../../sim-core/index.ts';
import { createPlaySession } from '../../web/engine/play-session.ts';

function scenario() {
  const checked = checkScenario({
    version: 1,
    name: 'busy',
    seed: 1,
    duration: '60s',
    network: { latency: { exponential: { mean: '2ms' } } },
    services: { web: { instances: 2, work: { exponential: { mean: '8ms' } } } },
    links: { 'users->web': { timeout: '50ms', retry: { maxAttempts: 3 } } },
    workloads: { users: { call: 'web', arrivals: { poisson: '100/s' } } },
    faults: [{ at: '20s', for: '5s', crash: { target: 'web#1' } }],
  });
  if (!checked.ok) throw new Error('the scenario does not fit');
  return checked.scenario;
}

function digestAt(tMs: number): string {
  const simulation = createSimulation(scenario());
  simulation.runUntil(tMs);
  return simulation.digest();
}

function finish(work: Generator<void, void, void>): void {
  while (!work.next().done);
}

describe('a played run', () => {
  it('shows at any time, reached forwards or backwards, what a run to that time shows', () => {
    const session = createPlaySession(scenario(), 0);
    for (const tMs of [10_000, 45_000, 22_000, 21_999, 0, 60_000, 30_000.5, 3]) {
      finish(session.goTo(tMs));
      expect(session.simulation.nowMs).toBe(tMs);
      expect(session.simulation.digest()).toBe(digestAt(tMs));
    }
  });

  it('goes no further than the end, and on from before it after having been there', () => {
    const session = createPlaySession(scenario(), 0);
    finish(session.goTo(1e9));
    expect(session.simulation.nowMs).toBe(60_000);
    const atEnd = session.simulation.digest();
    finish(session.goTo(59_000));
    finish(session.goTo(60_000));
    expect(session.simulation.digest()).toBe(atEnd);
  });

  it('comes to the nearest whole nanosecond of a time that is none', () => {
    const session = createPlaySession(scenario(), 0);
    finish(session.goTo(1000 / 3));
    expect(session.simulation.nowMs).toBe(333.333333);
  });

  it('steps by one event', () => {
    const session = createPlaySession(scenario(), 0);
    finish(session.goTo(5000));
    const { events } = session.simulation;
    session.step();
    expect(session.simulation.events).toBe(events + 1);
  });
});
