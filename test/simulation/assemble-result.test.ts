import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { assembleResult, hashResult, type ResultParts } from '../../sim-core/simulation/assemble-result.ts';
import { FakeWorld } from '../metrics/fake-world.ts';

function parts(changes: Partial<ResultParts> = {}): ResultParts {
  const metrics = new MetricsObserver({ histograms: true });
  const fake = new FakeWorld(metrics);
  fake.simple(0, 10);
  fake.at(3000).observer.end();
  return {
    scenario: { resolved: { ...fake.world.scenario, seed: '42' }, hash: 'sha256:00' },
    replication: 0,
    simulatedMs: 3000,
    windowMs: 1000,
    events: 7,
    digest: 'c1-00',
    outcome: 'completed',
    summary: metrics.summary(),
    warnings: [],
    ...changes,
  };
}

describe('a result', () => {
  it('is sealed by the hash of its canonical text without the hash itself', () => {
    const result = assembleResult(parts());

    const { resultHash, ...rest } = result;
    const sorted = JSON.stringify(rest, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
    expect(resultHash).toBe(`sha256:${createHash('sha256').update(sorted).digest('hex')}`);
  });

  it('keeps its hash when a clock is added or keys are written in another order', () => {
    const result = assembleResult(parts());

    const reordered = Object.fromEntries(Object.entries(result).toReversed()) as unknown as typeof result;

    expect(hashResult({ ...reordered, wall: { ms: 3, eventsPerSecond: 4 } })).toBe(result.resultHash);
  });

  it('has another hash when any number differs', () => {
    const result = assembleResult(parts());
    const other = structuredClone(result);
    other.summary.links['web->orders'].bytes = 1;

    expect(hashResult(other)).not.toBe(result.resultHash);
  });

  it('says when and why a run did not complete, and neither otherwise', () => {
    expect(assembleResult(parts())).not.toHaveProperty('atMs');
    expect(assembleResult(parts())).not.toHaveProperty('reason');
    expect(assembleResult(parts({ outcome: 'limit', reason: 'too many', simulatedMs: 12 }))).toMatchObject({
      outcome: 'limit',
      reason: 'too many',
      atMs: 12,
    });
  });

  it('refuses numbers that JSON cannot say', () => {
    for (const events of [Number.NaN, Infinity, -0]) {
      expect(() => assembleResult(parts({ events }))).toThrow('result.events');
    }
  });

  it('survives being written and read to the last digit', () => {
    const result = assembleResult(parts());

    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result.summary.system.histogram).toEqual([[expect.any(Number), 1]]);
  });
});
