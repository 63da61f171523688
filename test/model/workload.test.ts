import { describe, expect, it } from 'vitest';
import { RateProfile } from '../../sim-core/model/rate-profile.ts';
import { only, play } from './story.ts';

const instant = { a: { work: '0ms', concurrency: 'infinite' } };
const times = (lines: string[]): number[] => only(lines, 'call').map((line) => Number(line.split(' ')[0]));

describe('arrivals', () => {
  it('that are constant come every 1 / rate, without drift', () => {
    const { lines } = play({
      services: instant,
      workloads: { user: { call: 'a', arrivals: { constant: '3/s' } } },
      duration: '1000s',
    });
    const all = times(lines);
    expect(all.slice(0, 3)).toEqual([333.333333, 666.666667, 1000]);
    expect(all[2998]).toBe(999666.666667);
    expect(all.length).toBe(2999);
  });

  it('at listed times come then', () => {
    const { lines } = play({
      services: instant,
      workloads: { user: { call: 'a', arrivals: { times: ['1ms', '1ms', '2.5ms'] } } },
    });
    expect(times(lines)).toEqual([1, 1, 2.5]);
  });

  it('of a changing rate follow the integral of the rate', () => {
    const { lines } = play({
      services: instant,
      workloads: {
        user: {
          call: 'a',
          arrivals: { constant: '10/s' },
          profile: [
            { at: '1s', scale: 2 },
            { at: '2s', scale: 0 },
            { at: '3s', scale: 1 },
          ],
        },
      },
      duration: '4s',
    });
    const all = times(lines);
    expect(all.filter((ms) => ms <= 1000).length).toBe(10);
    expect(all.filter((ms) => ms > 1000 && ms <= 2000).length).toBe(20);
    expect(all.filter((ms) => ms > 2000 && ms < 3000).length).toBe(0);
    expect(all.filter((ms) => ms > 3000).length).toBe(9);
  });

  it('of closed users think, ask, wait for the outcome and think again', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      workloads: { user: { call: 'a', arrivals: { closed: { users: 2, think: '5ms' } } } },
      duration: '60ms',
    });
    expect(times(lines)).toEqual([5, 5, 20, 30, 40, 50]);
  });

  it('of closed users grow and shrink with the profile; leaving users finish first', () => {
    const { simulation } = play({
      services: { a: { work: '100ms', concurrency: 'infinite' } },
      workloads: {
        user: {
          call: 'a',
          arrivals: { closed: { users: 10, think: '100ms' } },
          profile: [
            { at: '2s', scale: 3 },
            { at: '4s', scale: 0 },
            { at: '6s', scale: 1, ramp: '2s' },
          ],
        },
      },
    });
    const series = simulation.series();
    const started = Array.from(series.column('workloads.user', 'offeredRps'));
    expect(started.slice(0, 6)).toEqual([50, 50, 150, 150, 0, 0]);
    expect(started.slice(8)).toEqual([50, 50]);
    expect(started[7]).toBeGreaterThan(started[6]);
    expect(started[7]).toBeLessThan(50);
  });
});

describe('the rate profile', () => {
  const ramp = new RateProfile([
    { atNs: 10, scale: 3, rampNs: 10 },
    { atNs: 30, scale: 0, rampNs: 0 },
  ]);

  it('is 1 before the first entry, linear in a ramp, then the new scale', () => {
    expect([0, 10, 15, 20, 29, 30].map((t) => ramp.scaleAt(t))).toEqual([1, 1, 2, 3, 3, 0]);
  });

  it('is inverted exactly', () => {
    expect(ramp.timeOf(10)).toBe(10);
    expect(ramp.timeOf(17.5)).toBe(15);
    expect(ramp.timeOf(30)).toBe(20);
    expect(ramp.timeOf(59)).toBeCloseTo(29 + 2 / 3, 12);
    expect(ramp.timeOf(61)).toBe(Infinity);
    expect(ramp.timeOf(5)).toBe(5);
  });

  it('that interrupts a ramp goes on from where the ramp was', () => {
    const cut = new RateProfile([
      { atNs: 0, scale: 11, rampNs: 100 },
      { atNs: 50, scale: 1, rampNs: 50 },
    ]);
    expect([0, 50, 75, 100].map((t) => cut.scaleAt(t))).toEqual([1, 6, 3.5, 1]);
  });

  it('tells when a rounded count changes', () => {
    expect(ramp.nextChange(0, 10, 10)).toBe(11);
    expect(ramp.nextChange(20, 10, 30)).toBe(30);
    expect(ramp.nextChange(30, 10, 0)).toBe(Infinity);
  });
});
