import { describe, expect, it } from 'vitest';
import { failureRows, ledgerOf, METRIC_GROUPS, phaseRows, rootCauseRows, rowsOf } from '../../web/panel/metric-rows.ts';
import { metricOf, metricsOf } from '../../web/scene/run-metrics.ts';
import { definitionOf } from '../../sim-core/index.ts';
import { numbersText } from '../../web/i18n/numbers.ts';
import { runPreset } from '../presets/stories.ts';
import type { Metrics } from '../../sim-core/index.ts';

const { result } = runPreset('checkout');
const scopes = ['system', 'workloads.shoppers', 'links.orders->payments', 'services.payments', 'instances.orders#1'];

function metricsAt(scope: string): Metrics {
  const metrics = metricsOf(result.summary, scope);
  if (!metrics) throw new Error(`no scope ${scope}`);
  return metrics;
}

describe('rows of numbers', () => {
  it('add up in the ledger: saved and not saved are all that met an error', () => {
    for (const scope of scopes.slice(0, 3)) {
      const ledger = ledgerOf(metricsAt(scope));
      expect(ledger?.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(ledger?.met);
      expect(ledger?.met).toBeGreaterThan(0);
    }
  });

  it('have no ledger at a server', () => {
    expect(ledgerOf(metricsAt('services.payments'))).toBeUndefined();
  });

  it('add up to the mean time over the phases', () => {
    for (const scope of scopes) {
      const rows = phaseRows(metricsAt(scope));
      expect(rows.reduce((sum, { meanMs }) => sum + meanMs, 0)).toBeCloseTo(metricsAt(scope).artMs ?? 0, 6);
      expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it('count every failure once, by reason and by cause, the most frequent first', () => {
    const metrics = metricsAt('system');
    for (const rows of [failureRows(metrics), rootCauseRows(metrics)]) {
      expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(metrics.failed);
      expect(rows.map(({ count }) => count)).toEqual(rows.map(({ count }) => count).toSorted((a, b) => b - a));
    }
  });

  it('all have a definition and a name in both languages', () => {
    const names = Object.values(METRIC_GROUPS).flat();
    const { en, zh } = numbersText;
    expect(names.filter((name) => definitionOf(name) === undefined)).toEqual([]);
    expect(names.filter((name) => !(name in en.metrics) || !(name in zh.metrics))).toEqual([]);
  });

  it('leave out what a scope does not have', () => {
    expect(rowsOf('load', metricsAt('workloads.shoppers'))).toEqual([]);
    expect(rowsOf('load', metricsAt('services.payments'))).toContain('queueLength.max');
    expect(metricOf(metricsAt('services.payments'), 'queueLength.max')).toBeGreaterThan(0);
    expect(metricOf(metricsAt('services.payments'), 'no.such')).toBeUndefined();
  });
});
