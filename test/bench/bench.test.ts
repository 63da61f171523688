import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { holdTimers, hold, prepareHold } from '../../bench/growth.ts';
import { PARTS } from '../../bench/parts.ts';
import { runW1 } from '../../bench/w1.ts';
import { runW2, w2PoliciesScenario, w2Scenario } from '../../bench/w2.ts';

describe('the benchmarks measure what they say', () => {
  test('W1 is an M/M/1 queue of load 0.9', () => {
    const { mean, digest } = runW1(300_000);

    // 1 / (1 − 0.9) = 10 s. Neighbouring waits are correlated: the variance of the mean of n is about
    // ρ (2 + 5ρ − 4ρ² + ρ³) / (1 − ρ)⁴ / n (Daley, 1968), which gives a standard error of 0.35 s; four of them.
    expect(Math.abs(mean - 10)).toBeLessThan(1.4);
    expect(digest).toBe('c1-99ad147f85816c866b1e4826dbaa62d9');
  });

  test('W2 takes 52 ms a request', () => {
    const { summary } = runW2(w2Scenario(100_000));

    expect(Math.abs((summary.system.artMs ?? 0) - 52)).toBeLessThan(4);
  });

  test('W2 with policies retries, and still serves nearly everybody', () => {
    const { summary } = runW2(w2PoliciesScenario(20_000));

    expect(summary.system.retries).toBeGreaterThan(100);
    expect(summary.system.availability).toBeGreaterThan(0.99);
  });

  test('the hold model keeps its number of pending events', () => {
    const { queue, draws } = prepareHold(1000);
    const before = queue.peekTimeNs();

    expect(hold(queue, draws, 5000)).toBeGreaterThan(before);
    expect(queue.size).toBe(1000);
    expect(holdTimers(100, 1000)).toBe(100);
  });

  test.each(Object.entries(PARTS))('%s gives a number', (_name, part) => {
    expect(part(1000)).toBeTypeOf('number');
    expect(Number.isFinite(part(1000))).toBe(true);
  });
});

test('the runner prints a table for every work', () => {
  const output = execFileSync(
    process.execPath,
    ['bench/run.mjs', '--small', '--no-peers', '--only', 'w1,w2,growth,parts'],
    {
      encoding: 'utf8',
    },
  );

  expect(output.match(/^### .*$/gm)?.map((title) => title.replace(/[:;].*/, ''))).toEqual([
    '### W1',
    '### W2',
    '### Growth',
    '### Parts',
  ]);
  expect(output).toMatch(/\| Callscape \| \d\.\d{3} M \|/);
});
