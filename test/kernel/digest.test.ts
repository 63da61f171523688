import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Digest } from '../../sim-core/kernel/digest.ts';

type Event = [timeNs: number, kind: number, subject: number, detail: number];

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const event: fc.Arbitrary<Event> = fc.tuple(fc.maxSafeNat(), fc.nat(255), int32, int32);

function digestOf(events: readonly Event[]): string {
  const digest = new Digest('1.0.0', 'seed', 0);
  for (const [timeNs, kind, subject, detail] of events) digest.update(timeNs, kind, subject, detail);
  return digest.hex();
}

describe('Digest', () => {
  test('is pinned', () => {
    expect(digestOf([])).toBe('c1-b40a01618247c2b5cc3077192e4b3477');
    expect(
      digestOf([
        [1, 2, 3, 4],
        [2 ** 53 - 1, 255, -1, -(2 ** 31)],
      ]),
    ).toBe('c1-30eed6d5bc2fbe826574f3495d280bb0');
  });

  test('begins with engine version, seed and replication, none of which can run into the next', () => {
    const digests = [
      new Digest('1', 'a', 0),
      new Digest('2', 'a', 0),
      new Digest('1', 'b', 0),
      new Digest('1', 'a', 1),
      new Digest('1a', '', 0),
      new Digest('', '1a', 0),
    ].map((digest) => digest.hex());

    expect(new Set(digests).size).toBe(digests.length);
  });

  test('notices any change of any field of any event', () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.nat(3),
        event,
        (events, at, field, other) => {
          const index = at % events.length;
          const changed = events.map((item) => [...item] as Event);
          changed[index][field] = other[field];
          fc.pre(changed[index][field] !== events[index][field]);

          expect(digestOf(changed)).not.toBe(digestOf(events));
        },
      ),
    );
  });

  test('notices the order of events', () => {
    expect(
      digestOf([
        [1, 0, 0, 0],
        [2, 0, 0, 0],
      ]),
    ).not.toBe(
      digestOf([
        [2, 0, 0, 0],
        [1, 0, 0, 0],
      ]),
    );
  });

  test('turns about half of its bits when one bit of an event changes', () => {
    const base = bitsOf(digestOf([[123_456_789, 3, 5, 7]]));
    for (let bit = 0; bit < 32; bit++) {
      const turned = bitsOf(digestOf([[123_456_789, 3, 5 ^ (1 << bit), 7]]));
      let count = 0;
      for (let i = 0; i < 128; i++) if (base[i] !== turned[i]) count++;

      // 64 ± 28: five standard deviations of a fair coin thrown 128 times.
      expect(Math.abs(count - 64)).toBeLessThan(28);
    }
  });

  test('goes on from a snapshot, and reading it changes nothing', () => {
    const digest = new Digest('1', 'a', 0);
    digest.update(1, 1, 1, 1);
    digest.hex();
    const saved = digest.snapshot();
    digest.update(2, 2, 2, 2);
    const expected = digest.hex();
    const other = new Digest('x', 'y', 9);
    other.restore(saved);
    other.update(2, 2, 2, 2);

    expect(other.hex()).toBe(expected);
  });
});

function bitsOf(hex: string): string {
  return Array.from(hex.slice(3), (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
}
