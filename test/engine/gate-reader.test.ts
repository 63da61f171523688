import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../sim-core/index.ts';
import { buildFrame } from '../../web/engine/frame-builder.ts';
import { createPlaySession } from '../../web/engine/play-session.ts';
import {
  DOT_SIGN,
  DOT_STRIDE,
  GATE_BREAKERS,
  GATE_BUDGET_FULL,
  GATE_BUDGET_LEFT,
  GATE_BUDGETS_SPENT,
  GATE_CONNECTING,
  GATE_CONNECTIONS,
  GATE_CONNECTIONS_USED,
  GATE_HALF_OPEN,
  GATE_HELD,
  GATE_OPEN,
  GATE_STRIDE,
  GATE_THROTTLED,
  GATE_TURNED_BACK,
  GATE_TURNED_LAST,
  GATE_WAITING,
  GATE_WAITING_CONNECTION,
  INSTANCE_AT_DOOR,
  INSTANCE_EJECTED_AT_MS,
  INSTANCE_EJECTED_BY,
  INSTANCE_EJECTORS,
  INSTANCE_INSIDE,
  INSTANCE_LIMIT,
  INSTANCE_REFUSED,
  INSTANCE_STRIDE,
  SIGN_HEDGE,
  SIGN_LATE,
  SIGN_NONE,
  SIGN_REQUEST,
  SIGN_RESPONSE,
  SLOT_STRIDE,
  TURNED_GUARD,
  TURNED_ID,
  TURNED_NUMBER,
  TURNED_STRIDE,
  WAITING_SHOWN,
} from '../../web/engine/protocol.ts';
import type { Frame } from '../../web/engine/protocol.ts';

/** Users call two instances that answer after 20 ms; each message takes 10 ms. */
function play(link: object, times: string[], changes: object = {}) {
  const checked = checkScenario({
    version: 1,
    name: 'guarded',
    seed: 7,
    duration: '10s',
    network: { latency: '10ms' },
    services: { web: { instances: 2, concurrency: 4, work: '20ms' } },
    links: { 'users->web': { balancer: { policy: 'round-robin' }, ...link } },
    workloads: { users: { call: 'web', arrivals: { times } } },
    ...changes,
  });
  if (!checked.ok) throw new Error(checked.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const session = createPlaySession(checked.scenario, 0);
  return (tMs: number): Frame => {
    for (const _ of session.goTo(tMs));
    return buildFrame(session.simulation, 1, 2000, session.turnedBack);
  };
}

const at = (count: number, time: string) => Array.from({ length: count }, () => time);
const gate = (frame: Frame, column: number, end = 0) => frame.gates[end * GATE_STRIDE + column];
const state = (frame: Frame, instance: number, column: number) => frame.instances[instance * INSTANCE_STRIDE + column];
const signs = (frame: Frame) =>
  Array.from({ length: frame.dotCount }, (_, row) => frame.dots[row * DOT_STRIDE + DOT_SIGN]).toSorted((a, b) => a - b);

describe('hedges', () => {
  it('are diamonds on the wire and at work; the copy that lost goes on grey', () => {
    const frameAt = play({ hedge: { delay: '5ms', maxAttempts: 2 } }, ['100ms']);
    expect(signs(frameAt(107))).toEqual([SIGN_REQUEST, SIGN_HEDGE]);
    const atWork = frameAt(120);
    expect([atWork.slots[0], atWork.slots[SLOT_STRIDE]].toSorted((a, b) => a - b)).toEqual([SIGN_REQUEST, SIGN_HEDGE]);
    expect(signs(frameAt(137))).toEqual([SIGN_RESPONSE, SIGN_RESPONSE]);
    expect(signs(frameAt(142))).toEqual([SIGN_LATE]);
  });
});

describe('what stands at the callers end of a link', () => {
  it('is a breaker that opens, refuses, lets a trial through and closes', () => {
    const breaker = { window: { calls: 2 }, minCalls: 2, openFor: '1s', halfOpenCalls: 1 };
    const times = ['100ms', '100ms', '500ms', '600ms', '1200ms', '2500ms'];
    const frameAt = play({ circuitBreaker: breaker }, times, {
      faults: [{ at: '0s', for: '1s', error: { target: 'web', rate: '100%' } }],
    });
    const closed = frameAt(120);
    expect([GATE_BREAKERS, GATE_OPEN, GATE_HALF_OPEN].map((column) => gate(closed, column))).toEqual([1, 0, 0]);
    expect(gate(frameAt(999), GATE_TURNED_LAST)).toBe(0);
    expect(gate(frameAt(1100), GATE_TURNED_LAST)).toBe(2);
    expect(gate(frameAt(2100), GATE_TURNED_LAST)).toBe(0);
    const open = frameAt(650);
    expect([GATE_OPEN, GATE_TURNED_BACK].map((column) => gate(open, column))).toEqual([1, 2]);
    expect(open.turnedBack.length / TURNED_STRIDE).toBe(2);
    expect([TURNED_NUMBER, TURNED_ID, TURNED_GUARD].map((column) => open.turnedBack[column])).toEqual([1, 2, 0]);
    expect(gate(frameAt(1210), GATE_HALF_OPEN)).toBe(1);
    expect(gate(frameAt(1300), GATE_OPEN)).toBe(0);
    // Also backwards, from a snapshot.
    expect([GATE_OPEN, GATE_TURNED_BACK].map((column) => gate(frameAt(550), column))).toEqual([1, 1]);
  });

  it('is one breaker for each caller and instance where they are kept apart', () => {
    const frameAt = play({}, ['100ms'], {
      services: { front: { instances: 2, steps: [{ call: 'web' }] }, web: { instances: 3, work: '1ms' } },
      links: { 'front->web': { circuitBreaker: { kind: 'consecutive', scope: 'instance', consecutive: 1 } } },
      workloads: { users: { call: 'front', arrivals: { constant: '100/s' } } },
      faults: [{ at: '1s', for: '2s', error: { target: 'web#2', rate: '100%' } }],
    });
    const frame = frameAt(2500);
    const perEnd = Array.from({ length: frame.gates.length / GATE_STRIDE }, (_, end) => [
      gate(frame, GATE_BREAKERS, end),
      gate(frame, GATE_OPEN, end),
    ]);
    expect(perEnd.toSorted((a, b) => a[0] - b[0])).toEqual([
      [0, 0],
      [3, 1],
      [3, 1],
    ]);
  });

  it('is a line before a bulkhead, with the signs of those that wait', () => {
    const frameAt = play({ bulkhead: { maxConcurrent: 2, maxPending: 3 } }, at(7, '100ms'));
    const frame = frameAt(105);
    expect([GATE_HELD, GATE_WAITING, GATE_TURNED_BACK + 1].map((column) => gate(frame, column))).toEqual([2, 3, 2]);
    expect([...frame.waiting.slice(0, WAITING_SHOWN)]).toEqual([
      ...at(3, '').map(() => SIGN_REQUEST),
      ...Array.from({ length: WAITING_SHOWN - 3 }, () => SIGN_NONE),
    ]);
    expect(gate(frameAt(300), GATE_WAITING)).toBe(0);
  });

  it('is a line for a turn by the rate limit', () => {
    const rateLimit = { rate: '10/s', burst: 1, wait: '1s' };
    const frameAt = play({ rateLimit }, at(5, '100ms'));
    expect([GATE_WAITING, GATE_TURNED_BACK + 2].map((column) => gate(frameAt(110), column))).toEqual([4, 0]);
    expect(gate(frameAt(320), GATE_WAITING)).toBe(2);
  });

  it('is a pool of connections: open, being opened, in use, and who waits for one', () => {
    const frameAt = play({ pool: { maxConnections: 2 } }, at(5, '100ms'));
    const columns = [GATE_CONNECTIONS, GATE_CONNECTING, GATE_CONNECTIONS_USED, GATE_WAITING_CONNECTION];
    const numbers = (tMs: number) => columns.map((column) => gate(frameAt(tMs), column));
    expect(numbers(110)).toEqual([0, 2, 0, 5]);
    expect(numbers(150)).toEqual([2, 0, 2, 3]);
    expect(numbers(500)).toEqual([2, 0, 0, 0]);
  });

  it.each([
    ['tokens', { kind: 'tokens', max: 4, ratio: '100%' }, 4, 2, 1],
    ['quota', { kind: 'quota', tokens: 12, cost: 5 }, 12, 2, 1],
    ['concurrency', { kind: 'concurrency', ratio: '20%', min: 1 }, 1, 1, 0],
    ['window', { kind: 'window', ratio: '50%', minPerSecond: 0.2, ttl: '10s' }, 2, 0, 1],
  ])('is what is left of a retry budget: %s', (_name, budget, full, left, spent) => {
    const retry = { maxAttempts: 3, on: ['error'], backoff: { base: '1ms' }, budget };
    const frameAt = play({ retry }, ['100ms'], { services: { web: { instances: 1, work: '1ms', errorRate: '100%' } } });
    const before = frameAt(50);
    expect([GATE_BUDGET_LEFT, GATE_BUDGET_FULL, GATE_BUDGETS_SPENT].map((column) => gate(before, column))).toEqual([
      full,
      full,
      0,
    ]);
    const after = frameAt(1000);
    expect([GATE_BUDGET_LEFT, GATE_BUDGETS_SPENT].map((column) => gate(after, column))).toEqual([left, spent]);
  });

  it('is the share that an adaptive throttle rejects', () => {
    const adaptiveThrottle = { k: 1.5, window: '1s' };
    const frameAt = play({ adaptiveThrottle }, at(8, '100ms'), {
      services: { web: { instances: 1, concurrency: 1, queue: { capacity: 0 }, work: '100ms' } },
    });
    expect(gate(frameAt(110), GATE_THROTTLED)).toBeCloseTo(8 / 9, 12);
    expect(gate(frameAt(300), GATE_THROTTLED)).toBeGreaterThan(0.6);
    expect(gate(frameAt(3000), GATE_THROTTLED)).toBe(0);
  });

  it('reads without changing: the run comes to the same end, watched or not', () => {
    const link = {
      circuitBreaker: { window: { time: '500ms' }, minCalls: 3, openFor: '200ms' },
      adaptiveThrottle: { window: '400ms' },
      outlierDetection: { interval: '300ms', baseEjectionTime: '300ms', consecutive5xx: 2 },
      retry: { maxAttempts: 3, backoff: { base: '5ms' }, budget: { ttl: '300ms' } },
    };
    const changes = {
      workloads: { users: { call: 'web', arrivals: { poisson: '200/s' } } },
      faults: [{ at: '1s', for: '4s', error: { target: 'web#1', rate: '70%' } }],
    };
    const watched = play(link, [], changes);
    for (let tMs = 10; tMs < 8000; tMs += 10) watched(tMs);
    expect(watched(8000).digest).toBe(play(link, [], changes)(8000).digest);
  });
});

describe('instances', () => {
  it('are ejected by some of their callers, since when the first of them', () => {
    const frameAt = play({}, [], {
      services: { front: { instances: 2, steps: [{ call: 'web' }] }, web: { instances: 3, work: '1ms' } },
      links: {
        'front->web': { outlierDetection: { consecutive5xx: 2, maxEjectionPercent: '50%', baseEjectionTime: '60s' } },
      },
      workloads: { users: { call: 'front', arrivals: { constant: '50/s' } } },
      faults: [{ at: '1s', for: '2s', error: { target: 'web#2', rate: '100%' } }],
    });
    const web2 = 3;
    const before = frameAt(900);
    const columns = [INSTANCE_EJECTED_BY, INSTANCE_EJECTORS, INSTANCE_EJECTED_AT_MS];
    expect(columns.map((column) => state(before, web2, column))).toEqual([0, 2, -1]);
    const after = frameAt(4000);
    expect(columns.slice(0, 2).map((column) => state(after, web2, column))).toEqual([2, 2]);
    expect(state(after, web2, INSTANCE_EJECTED_AT_MS)).toBeGreaterThan(1000);
    expect(state(after, web2, INSTANCE_EJECTED_AT_MS)).toBeLessThan(1500);
  });

  it('have so many inside, waiting at the door, and turned away there', () => {
    const admission = { maxConcurrency: 3 };
    const bounded = play({}, at(8, '100ms'), {
      services: { web: { instances: 1, concurrency: 1, work: '20ms', admission } },
    })(115);
    expect([INSTANCE_INSIDE, INSTANCE_LIMIT, INSTANCE_REFUSED].map((column) => state(bounded, 0, column))).toEqual([
      3, 3, 5,
    ]);

    const limited = play({}, at(4, '100ms'), {
      services: {
        web: { instances: 1, work: '20ms', admission: { rateLimit: { rate: '10/s', burst: 1, wait: '1s' } } },
      },
    })(115);
    expect([INSTANCE_INSIDE, INSTANCE_AT_DOOR].map((column) => state(limited, 0, column))).toEqual([1, 3]);

    const open = play({}, ['100ms'])(115);
    expect([INSTANCE_INSIDE, INSTANCE_LIMIT].map((column) => state(open, 0, column))).toEqual([-1, -1]);
  });
});
