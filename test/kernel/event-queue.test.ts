import { deepEqual, equal } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue, NO_EVENT } from '../../sim-core/kernel/event-queue.ts';

interface Pending {
  readonly timeNs: number;
  readonly sequence: number;
  readonly detail: number;
  readonly handle: number;
}

const DELAYS = [0, 3, 7, 1000];

/** A command is three numbers: what to do, and two choices. Small times make many ties. */
const commands = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat(12), fc.nat(1000)), { maxLength: 400 });

interface Popped {
  readonly timeNs: number;
  readonly sequence: number;
  readonly kind: number;
  readonly subject: number;
  readonly detail: number;
}

/** Takes the next event out if it is before `limitNs`. */
function pop(queue: EventQueue, limitNs = Infinity): Popped | null {
  queue.limitNs = limitNs;
  if (!queue.isDue()) return null;
  const timeNs = queue.topTimeNs();
  const slot = queue.takeTop();
  const popped = {
    timeNs,
    sequence: queue.sequenceOf(slot),
    kind: queue.kindOf(slot),
    subject: queue.subjectOf(slot),
    detail: queue.detailOf(slot),
  };
  queue.free(slot);
  return popped;
}

function popDetails(queue: EventQueue): number[] {
  const details: number[] = [];
  for (let popped = pop(queue); popped !== null; popped = pop(queue)) details.push(popped.detail);
  return details;
}

/** Runs commands on the queue and on a sorted array; they must agree all along. */
class Oracle {
  queue = new EventQueue();
  pending: Pending[] = [];
  private readonly stale: number[] = [NO_EVENT];
  private nowNs = 0;
  private sequence = 0;

  run(command: readonly [number, number, number]): void {
    const [action, choice, detail] = command;
    if (action <= 2) this.push(this.nowNs + choice, detail);
    else if (action <= 5) this.pushLine(DELAYS[choice % DELAYS.length], detail);
    else if (action === 6) this.cancelStale(choice);
    else if (action <= 8 && this.pending.length > 0) this.cancel(detail % this.pending.length);
    else this.pop();
    equal(this.queue.size, this.pending.length);
    equal(this.queue.peekTimeNs(), this.pending[0]?.timeNs ?? Infinity);
  }

  pop(): void {
    const expected = this.pending.shift();
    const popped = pop(this.queue);
    if (expected === undefined) return equal(popped, null);
    const { timeNs, sequence, detail } = expected;
    deepEqual(popped, { timeNs, sequence, detail, kind: sequence % 256, subject: -sequence | 0 });
    this.nowNs = timeNs;
    this.stale.push(expected.handle);
  }

  private push(timeNs: number, detail: number): void {
    this.add(timeNs, detail, this.queue.push(timeNs, this.sequence % 256, -this.sequence | 0, detail));
  }

  private pushLine(delayNs: number, detail: number): void {
    const line = this.queue.line(delayNs);
    const handle = this.queue.pushLine(line, this.nowNs, this.sequence % 256, -this.sequence | 0, detail);
    this.add(this.nowNs + delayNs, detail, handle);
  }

  private add(timeNs: number, detail: number, handle: number): void {
    this.pending.push({ timeNs, sequence: this.sequence++, detail, handle });
    this.pending.sort((a, b) => a.timeNs - b.timeNs || a.sequence - b.sequence);
  }

  private cancel(index: number): void {
    const [{ handle }] = this.pending.splice(index, 1);
    equal(this.queue.cancel(handle), true);
    this.stale.push(handle);
  }

  private cancelStale(choice: number): void {
    equal(this.queue.cancel(this.stale[choice % this.stale.length]), false);
  }
}

describe('EventQueue', () => {
  test('agrees with a sorted array under any mix of pushes, lines, cancels and pops', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const oracle = new Oracle();
        for (const command of list) oracle.run(command);
        while (oracle.pending.length > 0) oracle.pop();
        expect(pop(oracle.queue)).toBe(null);
      }),
      { numRuns: 300 },
    );
  });

  test('goes on as before from a snapshot taken anywhere, and the snapshot is not touched by what follows', () => {
    fc.assert(
      fc.property(commands, commands, (before, after) => {
        const oracle = new Oracle();
        for (const command of before) oracle.run(command);
        const saved = oracle.queue.snapshot();
        const copy = structuredClone(saved);
        const original = oracle.queue;
        for (let i = 0; i < 5; i++) original.push(i, 1, 1, 1);
        popDetails(original);
        expect(saved).toEqual(copy);

        oracle.queue = new EventQueue();
        oracle.queue.line(12_345);
        oracle.queue.restore(saved);

        for (const command of after) oracle.run(command);
        while (oracle.pending.length > 0) oracle.pop();
        expect(saved).toEqual(copy);
      }),
      { numRuns: 200 },
    );
  });

  test('runs equal times in the order of scheduling, across heap and lines', () => {
    const queue = new EventQueue();
    const line = queue.line(10);
    queue.pushLine(line, 0, 0, 0, 0);
    queue.push(10, 0, 0, 1);
    queue.pushLine(line, 0, 0, 0, 2);
    queue.push(10, 0, 0, 3);

    expect(popDetails(queue)).toEqual([0, 1, 2, 3]);
  });

  test('gives equal delays one line and different delays different ones', () => {
    const queue = new EventQueue();
    const lines = Array.from({ length: 40 }, (_, i) => queue.line(i % 20));

    expect(new Set(lines).size).toBe(20);
    expect(lines.slice(0, 20)).toEqual(lines.slice(20));
  });

  test('refuses a line that goes back in time', () => {
    const queue = new EventQueue();
    const line = queue.line(10);
    queue.pushLine(line, 100, 0, 0, 0);
    pop(queue);

    expect(() => queue.pushLine(line, 99, 0, 0, 0)).toThrow('go back');
  });

  test('refuses a stale handle whose slot was given to another event', () => {
    const queue = new EventQueue();
    const first = queue.push(1, 0, 0, 0);
    queue.cancel(first);
    const second = queue.push(1, 0, 0, 0);

    expect(second).not.toBe(first);
    expect(queue.cancel(first)).toBe(false);
    expect(queue.cancel(second)).toBe(true);
    expect(queue.cancel(second)).toBe(false);
  });

  test('refuses what never was a handle', () => {
    const queue = new EventQueue();
    queue.push(1, 0, 0, 0);

    for (const handle of [NO_EVENT, NaN, 5, 2 ** 24 * 7, 2 ** 53 - 1]) expect(queue.cancel(handle)).toBe(false);
    expect(queue.size).toBe(1);
  });

  test('what is at the limit or after it is not due', () => {
    const queue = new EventQueue();
    queue.push(5, 0, 0, 0);

    expect(pop(queue, 5)).toBe(null);
    expect(queue.size).toBe(1);
    expect(pop(queue, 6)).not.toBe(null);
  });

  test('holds memory for the live events only, however many are cancelled', () => {
    const queue = new EventQueue();
    const line = queue.line(1_000_000);
    for (let nowNs = 0; nowNs < 100_000; nowNs++) {
      const timeout = queue.pushLine(line, nowNs, 0, 0, 0);
      const timer = queue.push(nowNs + 1_000_000, 0, 0, 0);
      queue.push(nowNs, 0, 0, 0);
      pop(queue);
      queue.cancel(timeout);
      queue.cancel(timer);
    }

    expect(queue.size).toBe(0);
    expect(queue.footprint).toBeLessThan(200);
  });

  test('shrinks the heap when most of a crowd is cancelled', () => {
    const queue = new EventQueue();
    const handles = Array.from({ length: 10_000 }, (_, i) => queue.push(i, 0, 0, i));
    for (const handle of handles.slice(0, -10)) queue.cancel(handle);

    expect(queue.snapshot().heapTime.length).toBeLessThan(128);
    expect(popDetails(queue)).toEqual([9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999]);
  });

  test('keeps sequence numbers exact beyond 32 bits', () => {
    const queue = new EventQueue();
    queue.restore({ ...queue.snapshot(), nextSequence: 2 ** 52 });
    queue.push(1, 0, 0, 1);
    queue.push(1, 0, 0, 2);

    expect(pop(queue)).toMatchObject({ sequence: 2 ** 52, detail: 1 });
    expect(pop(queue)).toMatchObject({ sequence: 2 ** 52 + 1, detail: 2 });
  });
});
