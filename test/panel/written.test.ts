import { describe, expect, it } from 'vitest';
import { fieldWords, numberOf, readTyped, writtenOf } from '../../web/panel/written.ts';

describe('fields', () => {
  it('show digits and unit as they are written', () => {
    expect(fieldWords('duration', '250ms')).toEqual({ digits: '250', unit: 'ms' });
    expect(fieldWords('duration', '3.333333ms')).toEqual({ digits: '3.333333', unit: 'ms' });
    expect(fieldWords('duration', '300us')).toEqual({ digits: '300', unit: 'µs' });
    expect(fieldWords('ratio', 0.05)).toEqual({ digits: '5', unit: '%' });
    expect(fieldWords('integer', 4)).toEqual({ digits: '4', unit: '' });
    expect(fieldWords('integer', 'infinite')).toEqual({ digits: '∞', unit: '' });
    expect(fieldWords('duration', undefined)).toEqual({ digits: '', unit: '' });
  });

  it.each([
    ['250ms', 'ms', 250],
    ['1.5s', 'ms', 1500],
    ['300', 'ms', 300],
    ['300', 's', 300_000],
    ['250', 'µs', 0.25],
    ['2 sec', 'ms', 2000],
    ['1 m', 's', 60_000],
    ['∞', 's', Infinity],
    ['无', 's', Infinity],
  ])('read %s beside %s as %d ms', (typed, unit, value) => {
    expect(readTyped('duration', typed, unit)).toEqual({ ok: true, value });
  });

  it('read shares with and without their sign', () => {
    expect(readTyped('ratio', '12.5', '%')).toEqual({ ok: true, value: 0.125 });
    expect(readTyped('rate', '12k/s', '/s')).toEqual({ ok: true, value: 12_000 });
    expect(readTyped('rate', '1,200', '/s')).toEqual({ ok: true, value: 1200 });
  });

  it.each(['abc', '12 parsecs', '', '1e3s', '--5'])('refuse %s and say what was found', (typed) => {
    expect(readTyped('duration', typed, 'ms')).toMatchObject({ ok: false, found: typed });
  });
});

describe('what is written', () => {
  it('is read back as the same number', () => {
    for (const value of [0, 0.25, 1, 333, 1500, 60_000]) {
      expect(numberOf('duration', writtenOf('duration', value))).toBe(value);
    }
    for (const value of [0, 0.005, 0.125, 1]) expect(numberOf('ratio', writtenOf('ratio', value))).toBe(value);
    expect(writtenOf('integer', 7)).toBe(7);
    expect(writtenOf('duration', Infinity)).toBe('infinite');
  });
});
