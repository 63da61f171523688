import { expect, test } from 'vitest';
import {
  MAX_TIME_NS,
  msToNs,
  NEVER,
  NS_PER_MS,
  NS_PER_S,
  NS_PER_US,
  nsToMs,
  nsToS,
} from '../../sim-core/kernel/time.ts';

test('conversions round to whole nanoseconds and go back', () => {
  expect([msToNs(1.5), msToNs(0.0000004), msToNs(0.0000006)]).toEqual([1_500_000, 0, 1]);
  expect([nsToMs(1_500_000), nsToS(1_500_000_000)]).toEqual([1.5, 1.5]);
  expect([NS_PER_US, NS_PER_MS, NS_PER_S]).toEqual([1e3, 1e6, 1e9]);
});

test('the last exact instant is 2^53 − 1', () => {
  expect(MAX_TIME_NS).toBe(Number.MAX_SAFE_INTEGER);
  expect(NEVER).toBeGreaterThan(MAX_TIME_NS);
});
