import { describe, expect, it } from 'vitest';
import { AT_SERVER, checkScenario, createSimulation, SENDING, type Simulation } from '../../sim-core/index.ts';
import { buildFrame } from '../../web/engine/frame-builder.ts';
import {
  DOT_DIRECTION,
  DOT_END_MS,
  DOT_FROM,
  DOT_ID,
  DOT_LINK,
  DOT_SIGN,
  DOT_START_MS,
  DOT_STRIDE,
  DOT_TO,
  INSTANCE_BACK_AT_MS,
  INSTANCE_BUSY,
  INSTANCE_ERROR,
  INSTANCE_PAUSED,
  INSTANCE_QUEUED,
  INSTANCE_SLOW,
  INSTANCE_STRIDE,
  INSTANCE_UP,
  QUEUE_SHOWN,
  SIGN_COUNT,
  SIGN_ERROR,
  SIGN_LATE,
  SIGN_LOST,
  SIGN_NONE,
  SIGN_REJECTED,
  SIGN_REQUEST,
  SIGN_RESPONSE,
  SIGN_RETRY,
  SLOT_STRIDE,
  SLOTS_SHOWN,
} from '../../web/engine/protocol.ts';
import type { Frame } from '../../web/engine/protocol.ts';

/** One caller, two instances that answer after 20 ms; each message takes 10 ms. */
function run(changes: Record<string, unknown> = {}, link: Record<string, unknown> = {}): Simulation {
  const checked = checkScenario({
    version: 1,
    name: 'pair',
    seed: 7,
    duration: '10s',
    network: { latency: '10ms' },
    services: { web: { instances: 2, concurrency: 4, work: '20ms' } },
    links: { 'users->web': link },
    workloads: { users: { call: 'web', arrivals: { times: ['100ms'] } } },
    ...changes,
  });
  if (!checked.ok) throw new Error(checked.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return createSimulation(checked.scenario);
}

function frameAt(simulation: Simulation, tMs: number, maxDots = 2000): Frame {
  simulation.runUntil(tMs);
  return buildFrame(simulation, 1, maxDots);
}

const dot = (frame: Frame, row: number, column: number) => frame.dots[row * DOT_STRIDE + column];
const signs = (frame: Frame) => Array.from({ length: frame.dotCount }, (_, row) => dot(frame, row, DOT_SIGN));
const state = (frame: Frame, instance: number, column: number) => frame.instances[instance * INSTANCE_STRIDE + column];

describe('dots', () => {
  it('shows a request on its way out, then its response on the way back', () => {
    const simulation = run();
    const out = frameAt(simulation, 104);
    expect(out.dotCount).toBe(1);
    expect([DOT_ID, DOT_LINK, DOT_FROM, DOT_SIGN, DOT_DIRECTION].map((column) => dot(out, 0, column))).toEqual([
      0,
      0,
      0,
      SIGN_REQUEST,
      0,
    ]);
    expect([dot(out, 0, DOT_START_MS), dot(out, 0, DOT_END_MS)]).toEqual([100, 110]);
    expect(out.inFlight).toBe(1);

    const inside = frameAt(simulation, 120);
    expect(inside.dotCount).toBe(0);
    expect(inside.inFlight).toBe(1);

    const back = frameAt(simulation, 135);
    expect([dot(back, 0, DOT_SIGN), dot(back, 0, DOT_DIRECTION)]).toEqual([SIGN_RESPONSE, 1]);
    expect([dot(back, 0, DOT_START_MS), dot(back, 0, DOT_END_MS)]).toEqual([130, 140]);
    expect(dot(back, 0, DOT_TO)).toBe(dot(out, 0, DOT_TO));

    const after = frameAt(simulation, 141);
    expect([after.dotCount, after.inFlight]).toEqual([0, 0]);
  });

  it('tells a retry from a first try, and calls what nobody waits for late', () => {
    const simulation = run({}, { timeout: '15ms', retry: { maxAttempts: 2, backoff: { base: '16ms' } } });
    const frame = frameAt(simulation, 133);
    expect(signs(frame).sort((a, b) => a - b)).toEqual([SIGN_RETRY, SIGN_LATE]);
  });

  it('sends back an error of the server and a refusal at the door with different signs', () => {
    const failing = run({ services: { web: { instances: 1, work: '20ms', errorRate: '100%' } } });
    expect(signs(frameAt(failing, 135))).toEqual([SIGN_ERROR]);

    const refusing = run({ faults: [{ at: '50ms', for: '1s', crash: { target: 'web' } }] });
    expect(signs(frameAt(refusing, 115))).toEqual([SIGN_REJECTED]);
  });

  it('keeps a lost message in place until it is sent again', () => {
    const frame = frameAt(run({ network: { latency: '10ms', loss: '100%', rto: '200ms' } }), 150);
    expect(signs(frame)).toEqual([SIGN_LOST]);
    expect(dot(frame, 0, DOT_END_MS)).toBe(300);
  });

  it('counts every attempt on the wire, and draws those whose id is a multiple of k when they are too many', () => {
    const times = Array.from({ length: 100 }, () => '100ms');
    const simulation = run({ workloads: { users: { call: 'web', arrivals: { times } } } });
    const frame = frameAt(simulation, 105, 30);
    expect(frame.oneIn).toBe(4);
    expect(frame.dotCount).toBe(25);
    expect(Array.from({ length: 25 }, (_, row) => dot(frame, row, DOT_ID) % 4)).toEqual(Array(25).fill(0));
    expect(frame.counts[SIGN_REQUEST]).toBe(100);
    expect(frame.inFlight).toBe(100);
  });

  it('counts at each moment of a busy run what the columns of the model hold', () => {
    const simulation = run(
      {
        network: { latency: { exponential: { mean: '5ms' } }, loss: '5%' },
        workloads: { users: { call: 'web', arrivals: { poisson: '300/s' } } },
        faults: [{ at: '2s', for: '3s', crash: { target: 'web#1' } }],
      },
      { timeout: '60ms', retry: { maxAttempts: 3, backoff: { base: '5ms' } } },
    );
    let onWire = 0;
    for (let tMs = 500; tMs <= 10_000; tMs += 500) {
      const frame = frameAt(simulation, tMs);
      const { attempts } = simulation.world;
      let expected = 0;
      for (let row = 0; row < attempts.pool.used; row++) {
        const at = attempts.state[row];
        if (at >= SENDING && at !== AT_SERVER && attempts.legEndNs[row] >= tMs * 1e6) expected++;
      }
      expect(frame.dotCount).toBe(expected);
      expect(frame.counts.reduce((sum, count) => sum + count, 0)).toBe(expected);
      expect(frame.counts).toHaveLength(SIGN_COUNT);
      for (let row = 0; row < frame.dotCount; row++) {
        expect(dot(frame, row, DOT_START_MS)).toBeLessThanOrEqual(tMs);
        expect(dot(frame, row, DOT_END_MS)).toBeGreaterThanOrEqual(tMs);
      }
      onWire += expected;
    }
    expect(onWire).toBeGreaterThan(20);
  });
});

describe('instances', () => {
  const burst = {
    services: { web: { instances: 1, concurrency: 2, work: '20ms' } },
    workloads: { users: { call: 'web', arrivals: { times: Array.from({ length: 40 }, () => '100ms') } } },
  };

  it('shows workers and the queue, nearest first, up to what is drawn', () => {
    const frame = frameAt(run(burst), 115);
    expect(state(frame, 0, INSTANCE_BUSY)).toBe(2);
    expect(state(frame, 0, INSTANCE_QUEUED)).toBe(38);
    const slots = [...frame.slots.slice(0, SLOT_STRIDE)];
    expect(slots.slice(0, 3)).toEqual([SIGN_REQUEST, SIGN_REQUEST, SIGN_NONE]);
    expect(slots.slice(SLOTS_SHOWN)).toEqual(Array(QUEUE_SHOWN).fill(SIGN_REQUEST));
  });

  it('shows work that nobody waits for any more', () => {
    const frame = frameAt(run(burst, { timeout: '15ms' }), 118);
    const slots = [...frame.slots.slice(0, SLOT_STRIDE)];
    expect(slots.slice(0, 2)).toEqual([SIGN_LATE, SIGN_LATE]);
    expect(slots[SLOTS_SHOWN]).toBe(SIGN_LATE);
  });

  it('says what is wrong with an instance and until when', () => {
    const simulation = run({
      faults: [
        { at: '1s', for: '2s', crash: { target: 'web#1' } },
        { at: '1s', for: '2s', slow: { target: 'web#2', factor: 10 } },
        { at: '1s', for: '2s', error: { target: 'web#2', rate: '30%' } },
      ],
    });
    const before = frameAt(simulation, 500);
    expect([state(before, 0, INSTANCE_UP), state(before, 1, INSTANCE_SLOW)]).toEqual([1, 1]);
    expect(state(before, 0, INSTANCE_BACK_AT_MS)).toBe(-1);

    const during = frameAt(simulation, 1500);
    expect([state(during, 0, INSTANCE_UP), state(during, 0, INSTANCE_BACK_AT_MS)]).toEqual([0, 3000]);
    expect(state(during, 1, INSTANCE_SLOW)).toBe(10);
    expect(state(during, 1, INSTANCE_ERROR)).toBeCloseTo(0.3, 12);

    const after = frameAt(simulation, 3500);
    expect([state(after, 0, INSTANCE_UP), state(after, 1, INSTANCE_SLOW)]).toEqual([1, 1]);
  });
});

describe('strained instances', () => {
  it('say that they stand still, and when they are back from a restart', () => {
    const simulation = run({
      services: {
        web: { work: '1ms', instances: 2, restart: { delay: '1s', startup: '500ms' } },
      },
      workloads: { users: { call: 'web', arrivals: { constant: 10 } } },
      faults: [
        { at: '1s', for: '1s', pause: { target: 'web#1' } },
        { at: '1s', crash: { target: 'web#2' } },
      ],
    });
    const before = frameAt(simulation, 500);
    expect([state(before, 0, INSTANCE_PAUSED), state(before, 0, INSTANCE_UP)]).toEqual([0, 1]);
    const during = frameAt(simulation, 1500);
    expect([state(during, 0, INSTANCE_PAUSED), state(during, 0, INSTANCE_UP)]).toEqual([1, 1]);
    expect([state(during, 1, INSTANCE_UP), state(during, 1, INSTANCE_BACK_AT_MS)]).toEqual([0, 2500]);
    const after = frameAt(simulation, 2600);
    expect([state(after, 0, INSTANCE_PAUSED), state(after, 1, INSTANCE_UP)]).toEqual([0, 1]);
  });
});

describe('discovery', () => {
  it('names the callers that still believe in an instance that is gone, until they have heard of it', () => {
    const simulation = run({
      services: {
        web: {
          instances: 2,
          work: '1ms',
          discovery: { mode: 'client', heartbeat: '1s', lease: '2s', fetch: '500ms' },
        },
      },
      faults: [{ at: '4s', crash: { target: 'web#2' } }],
    });
    expect([...frameAt(simulation, 3900).stale]).toEqual([]);
    const gone = frameAt(simulation, 4100);
    expect([...gone.stale]).toEqual([0, 0, 1]);
    expect([...gone.registry]).toEqual([1, 1]);
    const known = frameAt(simulation, 9000);
    expect([...known.stale]).toEqual([]);
    expect([...known.registry]).toEqual([1, 0]);
  });
});
