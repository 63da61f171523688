import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dispatch } from '../../sim-core/kernel/kernel.ts';
import { Kernel, LIVELOCK_EVENTS } from '../../sim-core/kernel/kernel.ts';
import { createStream } from '../../sim-core/kernel/random.ts';
import * as kinds from '../../sim-core/model/event-kinds.ts';
import { MAX_TIME_NS } from '../../sim-core/kernel/time.ts';

const OPTIONS = { seed: 'seed', replication: 0, engineVersion: 'test' };

interface Log {
  readonly kernel: Kernel<Log>;
  readonly seen: [timeNs: number, subject: number, detail: number][];
}

type Handler<W> = (world: W, subject: number, detail: number) => void;

/** A dispatch by table, which is short to write. */
const byKind =
  <W>(handlers: readonly Handler<W>[]): Dispatch<W> =>
  (world, kind, subject, detail) =>
    handlers[kind](world, subject, detail);

const record: Handler<Log> = ({ kernel, seen }, subject, detail) => {
  seen.push([kernel.nowNs, subject, detail]);
};

function createLog(handlers: readonly Handler<Log>[] = [record]): Log {
  return { kernel: new Kernel(byKind(handlers), OPTIONS), seen: [] };
}

const details = (log: Log): number[] => log.seen.map(([, , detail]) => detail);

describe('order', () => {
  test('planned events come first in their instant, in the order of planning', () => {
    const log = createLog();
    log.kernel.scheduleAt(10, 0, 0, 3);
    log.kernel.plan(20, 0, 0, 5);
    log.kernel.plan(10, 0, 0, 1);
    log.kernel.plan(10, 0, 0, 2);
    log.kernel.scheduleAt(10, 0, 0, 4);
    log.kernel.scheduleAt(20, 0, 0, 6);
    log.kernel.runUntil(log, 100);

    expect(details(log)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('an added plan renumbers nothing', () => {
    const sequencesWith = (plannedTimes: readonly number[]): number[] => {
      const sequences: number[] = [];
      const note: Handler<null> = (_world, sequence) => sequences.push(sequence);
      const kernel: Kernel<null> = new Kernel(byKind([note, () => undefined]), OPTIONS);
      for (const timeNs of plannedTimes) kernel.plan(timeNs, 1, 0, 0);
      for (let i = 0; i < 10; i++) kernel.scheduleAt(i % 4, 0, i, 0);
      kernel.runUntil(null, 100);
      return sequences;
    };

    expect(sequencesWith([0, 2, 3])).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 3, 7]);
    expect(sequencesWith([])).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 3, 7]);
  });

  test('a handler may plan for the instant it runs in', () => {
    const log = createLog([record, ({ kernel }) => kernel.plan(5, 0, 0, 1)]);
    log.kernel.scheduleAt(5, 1, 0, 0);
    log.kernel.scheduleAt(5, 0, 0, 2);
    log.kernel.runUntil(log, 6);

    expect(details(log)).toEqual([1, 2]);
  });

  test('what a planned event schedules for its own instant runs after what was scheduled before', () => {
    const log = createLog([record, ({ kernel }) => kernel.schedule(0, 0, 0, 9)]);
    log.kernel.scheduleAt(10, 0, 0, 1);
    log.kernel.plan(10, 1, 0, 0);
    log.kernel.runUntil(log, 11);

    expect(details(log)).toEqual([1, 9]);
  });

  test('planned and scheduled events run by (time, class, sequence)', () => {
    const event = fc.record({ isPlanned: fc.boolean(), timeNs: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const log = createLog();
        events.forEach(({ isPlanned, timeNs }, i) => {
          if (isPlanned) log.kernel.plan(timeNs, 0, 0, i);
          else log.kernel.scheduleAt(timeNs, 0, 0, i);
        });
        log.kernel.runUntil(log, 21);

        const expected = events
          .map((_, i) => i)
          .sort((a, b) => events[a].timeNs - events[b].timeNs || rank(events[a]) - rank(events[b]) || a - b);
        expect(details(log)).toEqual(expected);
      }),
    );
  });
});

function rank({ isPlanned }: { isPlanned: boolean }): number {
  return isPlanned ? 0 : 1;
}

describe('runUntil', () => {
  test('runs events strictly before the time and then stands at it', () => {
    const log = createLog();
    log.kernel.scheduleAt(9, 0, 0, 1);
    log.kernel.scheduleAt(10, 0, 0, 2);
    log.kernel.plan(10, 0, 0, 3);

    expect(log.kernel.runUntil(log, 10)).toBe('reached');
    expect(details(log)).toEqual([1]);
    expect(log.kernel.nowNs).toBe(10);
    expect(log.kernel.nextTimeNs()).toBe(10);
    expect(log.kernel.runUntil(log, 11)).toBe('reached');
    expect(details(log)).toEqual([1, 3, 2]);
    expect(log.kernel.nextTimeNs()).toBe(Infinity);
  });

  test('until Infinity it stands at the last event', () => {
    const log = createLog();
    log.kernel.scheduleAt(42, 0, 0, 1);

    expect(log.kernel.runUntil(log, Infinity)).toBe('reached');
    expect(log.kernel.nowNs).toBe(42);
  });

  test('a stop ends it after the event that asked', () => {
    const log = createLog([record, ({ kernel }) => kernel.stop(7)]);
    log.kernel.scheduleAt(1, 1, 0, 0);
    log.kernel.scheduleAt(1, 0, 0, 1);

    expect(log.kernel.runUntil(log, 100)).toBe('stopped');
    expect([log.kernel.stopReason, log.kernel.nowNs, log.seen.length]).toEqual([7, 1, 0]);
    expect(log.kernel.runUntil(log, 100)).toBe('stopped');
  });

  test('simulated time that stands still is called a livelock', () => {
    const log = createLog([({ kernel }) => kernel.schedule(0, 0, 0, 0)]);
    log.kernel.scheduleAt(5, 0, 0, 0);

    expect(log.kernel.runUntil(log, 100)).toBe('livelock');
    expect(log.kernel.nowNs).toBe(5);
    expect(log.kernel.eventCount).toBe(LIVELOCK_EVENTS + 1);
  });

  test('maxEvents pauses it', () => {
    const log = createLog();
    for (let i = 0; i < 5; i++) log.kernel.scheduleAt(i, 0, 0, i);

    expect(log.kernel.runUntil(log, 100, 2)).toBe('paused');
    expect(details(log)).toEqual([0, 1]);
    expect(log.kernel.nowNs).toBe(1);
    expect(log.kernel.runUntil(log, 100, 3)).toBe('paused');
    expect(log.kernel.runUntil(log, 100, 3)).toBe('reached');
    expect(details(log)).toEqual([0, 1, 2, 3, 4]);
  });

  test('refuses the past, fractions, NaN and times beyond the exact ones', () => {
    const log = createLog();
    log.kernel.runUntil(log, 10);

    expect(() => log.kernel.runUntil(log, 9)).toThrow('cannot run until 9');
    expect(() => log.kernel.scheduleAt(9, 0, 0, 0)).toThrow('cannot schedule at 9');
    expect(() => log.kernel.schedule(NaN, 0, 0, 0)).toThrow('cannot schedule at NaN');
    expect(() => log.kernel.scheduleAt(MAX_TIME_NS + 1, 0, 0, 0)).toThrow('cannot schedule');
    expect(() => log.kernel.plan(9, 0, 0, 0)).toThrow('cannot plan at 9');
    expect(() => log.kernel.plan(10.5, 0, 0, 0)).toThrow('cannot plan at 10.5');
  });

  test('step handles one event, planned or scheduled', () => {
    const log = createLog();
    log.kernel.scheduleAt(1, 0, 0, 2);
    log.kernel.plan(1, 0, 0, 1);

    expect([log.kernel.step(log), log.kernel.step(log), log.kernel.step(log)]).toEqual([true, true, false]);
    expect(details(log)).toEqual([1, 2]);
  });
});

/** A little world with timers that are set, cancelled and left to ring, all by chance. */
interface Chaos {
  readonly kernel: Kernel<Chaos>;
  readonly generator: ReturnType<typeof createStream>;
  /** Handles of timers that may have rung. */
  readonly timers: Float64Array;
}

const TICK = 0;
const RING = 1;
const PLANNED = 2;

function createChaos(): Chaos {
  const handlers: Handler<Chaos>[] = [];
  handlers[TICK] = (chaos) => {
    const { kernel, generator, timers } = chaos;
    kernel.schedule(generator.below(50), TICK, 0, 0);
    const which = generator.below(timers.length);
    kernel.cancel(timers[which]);
    if (generator.below(2) === 0) timers[which] = kernel.scheduleLine(kernel.queue.line(1000), RING, which, 1);
    else timers[which] = kernel.schedule(generator.below(3000), RING, which, 2);
  };
  handlers[RING] = (chaos, which) => {
    if (chaos.generator.below(3) === 0) chaos.timers[which] = chaos.kernel.schedule(7, RING, which, 3);
  };
  handlers[PLANNED] = (chaos) => {
    chaos.kernel.schedule(chaos.generator.below(10), RING, 0, 4);
  };
  const kernel = new Kernel<Chaos>(byKind(handlers), OPTIONS);
  for (let i = 1; i < 20; i++) kernel.plan(i * 997, PLANNED, i, 0);
  const chaos = { kernel, generator: createStream('chaos', 0, 'all'), timers: new Float64Array(40).fill(-1) };
  return chaos;
}

const END_NS = 20_000;

function started(): Chaos {
  const chaos = createChaos();
  for (let i = 0; i < 5; i++) chaos.kernel.scheduleAt(i, TICK, 0, 0);
  return chaos;
}

test('a pause after a broken number of events comes after the next whole one', () => {
  const log = createLog();
  for (let i = 0; i < 5; i++) log.kernel.scheduleAt(10 * i, 0, 0, i);

  expect(log.kernel.runUntil(log, 1000, 2.5)).toBe('paused');
  expect([log.kernel.nowNs, details(log)]).toEqual([20, [0, 1, 2]]);
  expect(log.kernel.runUntil(log, 1000)).toBe('reached');
  expect(details(log)).toEqual([0, 1, 2, 3, 4]);
});

test('every kind of event fits the byte that the queue has for it', () => {
  expect(Math.max(...Object.values(kinds))).toBeLessThan(256);
});

describe('the same bits however a run is cut', () => {
  const whole = started();
  whole.kernel.runUntil(whole, END_NS);
  const expected = whole.kernel.digest.hex();

  test('the digest is pinned', () => {
    expect(whole.kernel.eventCount).toBe(4372);
    expect(expected).toBe('c1-8845b292b6a349cc7eef4f3fa550ca8c');
  });

  test('in slices of any number of events or any length of time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 3000 }), (events, lengthNs) => {
        const byEvents = started();
        while (byEvents.kernel.runUntil(byEvents, END_NS, events) === 'paused');
        const byTime = started();
        for (let timeNs = 0; timeNs < END_NS; ) {
          timeNs = Math.min(END_NS, timeNs + lengthNs);
          byTime.kernel.runUntil(byTime, timeNs);
        }
        const bySteps = started();
        while (bySteps.kernel.nextTimeNs() < END_NS) bySteps.kernel.step(bySteps);

        for (const { kernel } of [byEvents, byTime, bySteps]) expect(kernel.digest.hex()).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('continued in a new kernel from a snapshot taken at any event, and again in the old one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2500 }), (cut) => {
        const before = started();
        before.kernel.runUntil(before, END_NS, cut);
        const saved = before.kernel.snapshot();
        const state = before.generator.state();
        const timers = before.timers.slice();
        const after = createChaos();
        before.kernel.runUntil(before, END_NS);
        for (const chaos of [after, before]) {
          chaos.kernel.restore(saved);
          chaos.generator.restore(state);
          chaos.timers.set(timers);
          chaos.kernel.runUntil(chaos, END_NS);

          expect(chaos.kernel.digest.hex()).toBe(expected);
          expect(chaos.kernel.eventCount).toBe(whole.kernel.eventCount);
        }
      }),
      { numRuns: 30 },
    );
  });
});
