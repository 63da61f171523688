import { describe, expect, it } from 'vitest';
import { bandWidth, calleeRates, linkNumbers, valueAt, windowAt } from '../../web/scene/live-numbers.ts';
import type { Outlook } from '../../web/engine/protocol.ts';

const outlook: Outlook = {
  runId: 1,
  complete: false,
  simulatedMs: 1500,
  windowMs: 500,
  windowCount: 3,
  series: {
    'links.a->b': {
      attempts: Float64Array.of(100, 250, 300),
      attemptsPerRequest: Float64Array.of(1, 2.5, Number.NaN),
      offeredRps: Float64Array.of(200, 200, 200),
    },
  },
  result: null,
  wallMs: 1,
};

describe('live numbers', () => {
  it('come from the window of the moment, at the end of a complete run from its last one', () => {
    expect(windowAt(outlook, 0)).toBe(0);
    expect(windowAt(outlook, 999)).toBe(1);
    expect(windowAt({ ...outlook, complete: true }, 1500)).toBe(2);
  });

  it('give the rate of attempts of a link per second, and how many a call needs', () => {
    expect(linkNumbers(outlook, 'a->b', 1)).toEqual({ rateRps: 500, amplification: 2.5 });
  });

  it('are NaN where nothing is known yet', () => {
    expect(linkNumbers(outlook, 'a->b', windowAt(outlook, 90_000)).rateRps).toBeNaN();
    expect(linkNumbers(outlook, 'x->y', 0).rateRps).toBeNaN();
    expect(linkNumbers(null, 'a->b', 0).rateRps).toBeNaN();
    expect(valueAt(outlook, 'links.a->b', 'attempts', 7)).toBeNaN();
  });

  it('split a link by what reached each instance, and what was sent to one that is gone', () => {
    const series = {
      'links.a->b': { attempts: Float64Array.of(100), staleAttempts: Float64Array.of(20) },
      'instances.b#1': { offeredRps: Float64Array.of(120) },
      'instances.b#2': { offeredRps: Float64Array.of(0) },
      'instances.b#3': { offeredRps: Float64Array.of(40) },
    };
    const names = ['b#1', 'b#2', 'b#3'];
    const isUp = (number: number) => number !== 1;
    expect(calleeRates({ ...outlook, series }, 'a->b', names, isUp, 0)).toEqual([120, 40, 40]);
    expect(calleeRates({ ...outlook, series }, 'a->b', names, () => true, 0)).toEqual([150, 0, 50]);
  });

  it('split it evenly where nothing has reached anybody', () => {
    expect(calleeRates(outlook, 'a->b', ['b#1', 'b#2'], () => true, 1)).toEqual([250, 250]);
  });

  it('make a band that widens with the root of the rate', () => {
    expect(bandWidth(0)).toBe(3);
    expect(bandWidth(Number.NaN)).toBe(3);
    expect(bandWidth(400)).toBeCloseTo(8.2, 9);
  });
});
