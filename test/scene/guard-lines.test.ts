import { describe, expect, it } from 'vitest';
import {
  INSTANCE_AT_DOOR,
  INSTANCE_EJECTED_AT_MS,
  INSTANCE_EJECTED_BY,
  INSTANCE_EJECTORS,
  INSTANCE_INSIDE,
  INSTANCE_LIMIT,
  INSTANCE_REFUSED,
  INSTANCE_REFUSED_LAST,
  INSTANCE_STRIDE,
  INSTANCE_UP,
} from '../../web/engine/protocol.ts';
import { createGateState } from '../../web/scene/gates.ts';
import { breakerLine, gateLines, instanceLines, serviceLines } from '../../web/scene/guard-lines.ts';
import { guardText } from '../../web/i18n/guards.ts';
import { emptyFrame } from './frames.ts';
import { NO_GUARDS, topologyOf } from './topologies.ts';
import type { LinkGuards } from '../../web/engine/protocol.ts';
import type { GateState } from '../../web/scene/gates.ts';

const { en, zh } = guardText;
const state = (changes: Partial<GateState>): GateState => ({ ...createGateState(), ends: 1, ...changes });
const BREAKER: LinkGuards = { ...NO_GUARDS, breaker: { kind: 'failure-rate', scope: 'service' } };

describe('a breaker in words', () => {
  it('is what it is when it is alone, and how many are open when there are more', () => {
    expect(breakerLine(NO_GUARDS, state({}), en)).toBeNull();
    expect(breakerLine(BREAKER, state({ breakers: 1 }), en)).toBe('circuit breaker closed');
    expect(breakerLine(BREAKER, state({ breakers: 1, halfOpen: 1 }), en)).toBe('circuit breaker half-open');
    expect(breakerLine(BREAKER, state({ breakers: 3, open: 2 }), en)).toBe('2 of 3 circuit breakers open');
    expect(breakerLine(BREAKER, state({ breakers: 3, open: 1, halfOpen: 1 }), zh)).toBe(
      '3 个熔断器中 1 个断开, 1 个半开',
    );
    const limits: LinkGuards = { ...NO_GUARDS, breaker: { kind: 'limits', scope: 'service' } };
    expect(breakerLine(limits, state({ breakers: 1, open: 1 }), en)).toBe('circuit breaker full');
  });
});

describe('what waits and is left at a caller', () => {
  it('is said of what there is, and of nothing else', () => {
    expect(gateLines(NO_GUARDS, state({ waiting: 3, budgetLeft: 3 }), 1, en)).toEqual([]);
    const guards: LinkGuards = {
      ...NO_GUARDS,
      bulkhead: { maxConcurrent: 4, maxPending: 10 },
      pool: { maxConnections: 9, streams: 1 },
      budget: 'quota',
      hasThrottle: true,
    };
    const busy = state({
      ...{ ends: 2, held: 7, waiting: 3, waitingForConnection: 1, connections: 5, connectionsUsed: 4, connecting: 2 },
      ...{ budgetLeft: 12.5, budgetFull: 1000, budgetsSpent: 1, throttled: 0.25, turnedLast: 4 },
      turnedBack: [0, 10, 0, 3, 0],
    });
    expect(gateLines(guards, busy, 1, en)).toEqual([
      '7 of 8 places in the bulkhead taken',
      '3 waiting at the caller',
      'connections: 4 in use of 5 open, 2 being opened',
      '1 waiting for a connection',
      'retry budget: 12 of 1,000 left',
      'retry budget spent at 1 of 2 callers',
      'throttle rejects 25%',
      'rejected by the caller itself: 4 in the last second, 13 in all (bulkhead 10, throttle 3)',
    ]);
    expect(gateLines(guards, busy, 1, zh)).toHaveLength(8);
  });
});

describe('instances in words', () => {
  const sketch = topologyOf([{ id: 'a', instances: 2 }], ['users'], ['users->a']);
  const door = { hasRateLimit: true, findsLimit: true };
  const topology = { ...sketch, services: sketch.services.map((service) => ({ ...service, door })) };
  const instances = new Float64Array(2 * INSTANCE_STRIDE);
  const row = {
    ...{ [INSTANCE_UP]: 1, [INSTANCE_EJECTED_BY]: 2, [INSTANCE_EJECTORS]: 3, [INSTANCE_EJECTED_AT_MS]: 8000 },
    ...{
      [INSTANCE_INSIDE]: 5,
      [INSTANCE_LIMIT]: 8,
      [INSTANCE_AT_DOOR]: 2,
      [INSTANCE_REFUSED]: 40,
      [INSTANCE_REFUSED_LAST]: 6,
    },
  };
  for (const [column, value] of Object.entries(row)) instances[Number(column)] = value;
  instances[INSTANCE_STRIDE + INSTANCE_UP] = 1;
  instances[INSTANCE_STRIDE + INSTANCE_LIMIT] = 4;
  const frame = { ...emptyFrame(), instances };

  it('are ejected since when by how many, and have a door', () => {
    expect(instanceLines(topology, 0, frame, 0, 20_900, en)).toEqual([
      'ejected for 12\u202fs by 2 of 3 callers',
      '5 of 8 inside the door',
      'concurrency limit found: 8',
      '2 waiting for a turn at the door',
      'refused at the door: 6 in the last second, 40 in all',
    ]);
    expect(instanceLines(sketch, 0, frame, 1, 20_900, en)).toEqual([]);
  });

  it('are added up for their service', () => {
    expect(serviceLines(topology, 0, frame, 0, en)).toEqual([
      '1 of 2 instances ejected',
      '5 of 12 inside the door',
      'concurrency limit found: 12',
      '2 waiting for a turn at the door',
      'refused at the door: 6 in the last second, 40 in all',
    ]);
  });
});
