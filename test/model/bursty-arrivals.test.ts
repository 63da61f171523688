import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { findings, queue } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

const instant = { a: { work: '0ms', concurrency: 'infinite' } };
type Document = Record<string, unknown>;

function load(arrivals: Document, more: Document = {}, top: Document = {}): Document {
  return { services: instant, workloads: { user: { call: 'a', arrivals, ...more } }, ...top };
}

function timesOf(document: Document): number[] {
  return only(play(document).lines, 'call').map((line) => Number(line.split(' ')[0]));
}

const between = (times: readonly number[], from: number, to: number) =>
  times.filter((ms) => ms >= from && ms < to).length;

const profile = [
  { at: '1s', scale: 3, ramp: '2s' },
  { at: '5s', scale: 0 },
  { at: '6s', scale: 0.5 },
];

describe('bursty arrivals', () => {
  it('begin in the first state and go through the others in order', () => {
    const times = timesOf(load({ bursty: { rates: [200, 0, 1000], stay: ['1s', '500ms', '250ms'] } }));
    const counts = (from: number) => [
      between(times, from, from + 1000),
      between(times, from + 1000, from + 1500),
      between(times, from + 1500, from + 1750),
    ];
    for (const cycle of [0, 1750, 3500]) {
      const [first, second, third] = counts(cycle);
      expect(first).toBeGreaterThan(150);
      expect(first).toBeLessThan(250);
      expect(second).toBe(0);
      expect(third).toBeGreaterThan(190);
      expect(third).toBeLessThan(310);
    }
  });

  it.each([
    ['without a profile', {}],
    ['with one', { profile }],
  ])('of equal rates are a poisson process to the bit, %s', (_, more) => {
    const wanted = timesOf(load({ poisson: 50 }, more));
    expect(wanted.length).toBeGreaterThan(400);
    const exponential = { exponential: { mean: '90ms' } };
    expect(timesOf(load({ bursty: { rates: [50], stay: ['100d'] } }, more))).toEqual(wanted);
    expect(timesOf(load({ bursty: { rates: [50], stay: [exponential] } }, more))).toEqual(wanted);
    expect(timesOf(load({ bursty: { rates: [50, 50, 50], stay: [exponential, '1ms', '0ms'] } }, more))).toEqual(wanted);
  });

  it('use up the same draws whatever the states do: a silence only delays them', () => {
    const plain = timesOf(load({ poisson: 100 }));
    const silent = timesOf(load({ bursty: { rates: [100, 0], stay: ['1s', '2s'] } }));
    const shifted = plain.map((ms) => ms + 2000 * Math.floor(ms / 1000)).slice(0, silent.length);
    expect(silent.length).toBeGreaterThan(300);
    expect(silent.every((ms, index) => Math.abs(ms - shifted[index]) < 1e-5)).toBe(true);
  });

  it('of another rate stretch the gaps, and a profile scales every state', () => {
    const once = timesOf(load({ bursty: { rates: [100, 10], stay: ['1s', '1s'] } }, {}, { duration: '100s' }));
    const twice = timesOf(
      load(
        { bursty: { rates: [100, 10], stay: ['1s', '1s'] } },
        { profile: [{ at: 0, scale: 2 }] },
        { duration: '100s' },
      ),
    );
    expect(once.length).toBeGreaterThan(5200);
    expect(once.length).toBeLessThan(5800);
    expect(twice.length).toBeGreaterThan(10_500);
    expect(twice.length).toBeLessThan(11_500);
  });

  it('never come where the rate or the scale is 0', () => {
    const rates = [0, 40, 0];
    const stays = ['300ms', '100ms', '0ms'];
    expect(() =>
      fc.assert(
        fc.property(fc.nat(1000), fc.boolean(), (seed, isScaled) => {
          const more = isScaled ? { profile } : {};
          const times = timesOf(load({ bursty: { rates, stay: stays } }, more, { seed }));
          const isOrdered = times.every((ms, index) => index === 0 || ms >= times[index - 1]);
          const isInState = times.every((ms) => ms % 400 >= 300 - 1e-6 || ms % 400 === 0);
          const isInScale = !isScaled || between(times, 5000.001, 6000) === 0;
          return times.length > 20 && isOrdered && isInState && isInScale;
        }),
        { numRuns: 30, seed: 7 },
      ),
    ).not.toThrow();
  });

  it('leave other workloads as they are', () => {
    const both = (rates: number[]) => ({
      ...load({ bursty: { rates, stay: ['1s', { exponential: { mean: '2s' } }] } }),
      workloads: {
        other: { call: 'a', arrivals: { poisson: 30 } },
        user: { call: 'a', arrivals: { bursty: { rates, stay: ['1s', { exponential: { mean: '2s' } }] } } },
      },
    });
    const ofOther = (rates: number[]) => only(play(both(rates)).lines, 'call').filter((line) => line.includes('other'));
    expect(ofOther([100, 1])).toEqual(ofOther([5, 50]));
  });

  it('go on alike from a snapshot, in any state', () => {
    const document = scenario(
      load({ bursty: { rates: [100, 0, 3], stay: [{ exponential: { mean: '300ms' } }, '200ms', '1s'] } }, { profile }),
    );
    const whole = simulate(document);
    for (const ms of [1, 350, 420, 5500]) {
      const running = createSimulation(document);
      running.runUntil(ms);
      const other = createSimulation(document);
      other.restore(structuredClone(running.snapshot()));
      other.run();
      expect(other.result().digest).toBe(whole.digest);
    }
  });

  it('need a stay for each rate, and one that lasts', () => {
    const found = (bursty: Document) =>
      findings({ ...queue(), workloads: { clients: { call: 'server', arrivals: { bursty } } } });
    expect(found({ rates: [1, 2], stay: ['1s'] })).toEqual(['conflict workloads.clients.arrivals.bursty.stay']);
    expect(found({ rates: [1, 2], stay: ['0s', { exponential: { mean: 0 } }] })).toEqual([
      'conflict workloads.clients.arrivals.bursty.stay',
    ]);
    expect(found({ rates: [1, 2] })).toEqual(['missing-key workloads.clients.arrivals.bursty']);
    expect(found({ rates: [1, 2], stay: ['1s', '0s'] })).toEqual([]);
  });
});
