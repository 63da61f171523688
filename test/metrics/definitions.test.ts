import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitionOf, METRIC_DEFINITIONS } from '../../sim-core/metrics/definitions.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { FakeWorld } from './fake-world.ts';

function readRun() {
  const metrics = new MetricsObserver({ histograms: true });
  const fake = new FakeWorld(metrics, { sloMs: 10 });
  fake.simple(0, 10);
  fake.at(3000).observer.end();
  return metrics;
}

describe('definitions', () => {
  it('exist for every key of every scope of a summary, and for nothing else', () => {
    const { system, ...groups } = readRun().summary();
    const scopes = [system, ...Object.values(groups).flatMap((group) => Object.values(group))];
    const keys = new Set(scopes.flatMap((metrics) => Object.keys(metrics)));
    for (const { phases, queueLength } of scopes) {
      for (const name of Object.keys(phases)) keys.add(`phases.${name}`);
      for (const name of Object.keys(queueLength ?? {})) keys.add(`queueLength.${name}`);
    }

    expect([...keys].toSorted()).toEqual(Object.keys(METRIC_DEFINITIONS).toSorted());
  });

  it('are found for every column of every series', () => {
    const series = readRun().series();
    const columns = new Set(series.scopes.flatMap((scope) => series.columns(scope)));

    expect([...columns].filter((name) => definitionOf(name) === undefined)).toEqual([]);
    expect(definitionOf('ledger.retry.price')).toBe(METRIC_DEFINITIONS.ledger);
    expect(definitionOf('phases.sendMs')).toBe(METRIC_DEFINITIONS['phases.sendMs']);
    expect(definitionOf('nonsense')).toBeUndefined();
    expect(definitionOf('toString')).toBeUndefined();
  });

  it('are sentences in both languages, with a formula and a unit', () => {
    for (const { en, zh, formula, unit } of Object.values(METRIC_DEFINITIONS)) {
      expect(en).toMatch(/^[A-Z0-9].*\.$/);
      expect(zh).toMatch(/。$/);
      expect(formula).not.toBe('');
      expect(unit).not.toBe('');
    }
  });

  it('are those of the documentation', () => {
    const text = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

    const rows = Object.entries(METRIC_DEFINITIONS).map(
      ([name, { en, formula, unit }]) => `| \`${name}\` | ${unit} | ${formula} | ${en} |`,
    );
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  });
});
