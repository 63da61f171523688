import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDurationMs,
  formatFactor,
  formatProseCount,
  formatRate,
  formatRatio,
} from '../../web/scene/format.ts';

const NARROW = '\u202f';
/** Written with a plain space for reading. */
const shown = (text: string) => text.replaceAll(NARROW, ' ');

describe('durations', () => {
  it.each([
    [313, '313 ms'],
    [2000, '2.0 s'],
    [24, '24 ms'],
    [24.31, '24.3 ms'],
    [8.84, '8.8 ms'],
    [0.35, '350 µs'],
    [0.00025, '250 ns'],
    [0, '0 ms'],
    [999.6, '1.0 s'],
    [99.96, '100 ms'],
    [12_345, '12.3 s'],
    [599_000, '599 s'],
    [900_000, '15 min'],
    [-12.5, '−12.5 ms'],
    [Infinity, '∞'],
    [NaN, '–'],
  ])('%d ms is %s', (ms, text) => expect(shown(formatDurationMs(ms))).toBe(text));
});

describe('counts and rates', () => {
  it.each([
    [386, '386'],
    [1206.4, '1,206'],
    [9999.4, '9,999'],
    [9999.6, '10k'],
    [12_400, '12.4k'],
    [999_999, '1M'],
    [3_020_000, '3.02M'],
    [2.49, '2.5'],
    [0, '0'],
    [-0, '0'],
    [NaN, '–'],
  ])('%d is %s', (count, text) => expect(formatCount(count)).toBe(text));

  it('names the unit of a rate in the language', () => {
    expect(formatRate(1206)).toBe('1,206/s');
    expect(formatRate(12_400)).toBe('12.4k/s');
    expect(shown(formatRate(1206, 'zh-CN'))).toBe('1,206 次/秒');
    expect(formatRate(NaN, 'zh-CN')).toBe('–');
  });

  it('counts in 万 and 亿 only in Chinese prose', () => {
    expect(shown(formatProseCount(1_400_000, 'en'))).toBe('1.4 M');
    expect(shown(formatProseCount(1_400_000, 'zh-CN'))).toBe('140 万');
    expect(shown(formatProseCount(230_000_000, 'zh-CN'))).toBe('2.3 亿');
    expect(formatProseCount(9_000, 'zh-CN')).toBe('9,000');
  });

  it('shortens factors and bytes', () => {
    expect(formatFactor(2.4904)).toBe('2.49');
    expect(formatFactor(25_000)).toBe('25k');
    expect(shown(formatBytes(24_576))).toBe('24.6 kB');
    expect(shown(formatBytes(512))).toBe('512 B');
  });
});

describe('shares', () => {
  it.each([
    [0.325, '32.5%'],
    [0.0525, '5.25%'],
    [0.5, '50%'],
    [1, '100%'],
    [0, '0%'],
    [0.99987, '99.98%'],
    [0.9999999, '99.99%'],
    [0.00001, '<0.01%'],
    [NaN, '–'],
  ])('%d is %s', (ratio, text) => expect(formatRatio(ratio)).toBe(text));
});

describe('moments', () => {
  it.each([
    [47_200, 3, '0:47.200'],
    [47_200, 1, '0:47.2'],
    [120_000, 0, '2:00'],
    [3_725_000, 0, '1:02:05'],
    [59_999.9, 0, '0:59'],
    [280, 3, '0:00.280'],
  ])('%d ms with %d decimals is %s', (tMs, decimals, text) => expect(formatClock(tMs, decimals)).toBe(text));
});
