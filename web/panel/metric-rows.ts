/** The numbers of a scope, put into groups and turned into rows. */
import { metricOf } from '../scene/run-metrics.ts';
import type { Metrics } from '../../sim-core/index.ts';
import type { Selection } from '../store/contract.ts';

/** Name of the selection's series and summary: "system", "links.web->orders" …; a fault has none of its own. */
export function scopeOf(selection: Selection): string | null {
  if (selection.kind === 'scenario') return 'system';
  return selection.kind === 'fault' ? null : `${selection.kind}s.${selection.id}`;
}

export const METRIC_GROUPS = {
  requests: ['requests', 'started', 'ok', 'degraded', 'failed', 'cancelled', 'inFlight', 'inFlightMean'],
  time: ['artMs', 'artSdMs', 'artFailedMs', 'artAllMs', 'p50Ms', 'p90Ms', 'p95Ms', 'p99Ms', 'p999Ms', 'maxMs'],
  rates: ['offeredRps', 'throughputRps', 'goodputRps', 'rejectedRps'],
  errors: ['availability', 'uptime', 'errorsMet', 'errorsHandled', 'ehr', 'errorRateRps'],
  attempts: [
    ...([
      'attempts',
      'attemptsPerRequest',
      'retries',
      'hedges',
      'staleAttempts',
      'staleRatio',
      'lost',
      'bytes',
      'crossZoneRatio',
      'egressBytes',
    ] as const),
    ...(['breaker.open', 'breaker.halfOpen', 'ejections'] as const),
  ],
  load: [
    'utilization',
    'cpu',
    'queueLength.mean',
    'queueLength.max',
    'waitedRatio',
    'wastedWork',
    'cacheHitRatio',
    'crashes',
    'duplicateExecutions',
  ],
} as const;

export type MetricGroup = keyof typeof METRIC_GROUPS;
export type RowName = (typeof METRIC_GROUPS)[MetricGroup][number];

/** Rows of a group that the scope has; a number that does not exist on this side of a call is left out. */
export function rowsOf(group: MetricGroup, metrics: Metrics): RowName[] {
  return METRIC_GROUPS[group].filter((name) => metricOf(metrics, name) !== undefined);
}

export interface LedgerRow {
  /** "retry", "failover", … or "failed" for what nothing saved. */
  name: string;
  requests: number;
  /** Extra attempts; undefined where there is no such thing. */
  price: number | undefined;
}

export interface Ledger {
  rows: LedgerRow[];
  /** Equals the sum of the rows. */
  met: number;
  handled: number;
  ehr: number;
}

/** Where the requests that met an error ended: saved by which mechanism, or failed. */
export function ledgerOf(metrics: Metrics): Ledger | undefined {
  const { ledger, errorsMet, errorsHandled, ehr } = metrics;
  if (!ledger) return undefined;
  const saved = Object.entries(ledger)
    .map(([name, { handled, price }]) => ({ name, requests: handled, price }))
    .filter(({ requests, price }) => requests > 0 || price > 0);
  const failed = { name: 'failed', requests: errorsMet - errorsHandled, price: undefined };
  return { rows: [...saved, failed], met: errorsMet, handled: errorsHandled, ehr: ehr ?? Number.NaN };
}

export interface CountRow {
  name: string;
  count: number;
  /** Of all rows together. */
  share: number;
}

/** Reasons that occurred, most frequent first. */
export function failureRows({ failedBy }: Metrics): CountRow[] {
  return countRows(Object.entries(failedBy));
}

/** Services and reasons where deciding failures began: "payments · timeout". */
export function rootCauseRows({ rootCause = {} }: Metrics): CountRow[] {
  return countRows(
    Object.entries(rootCause).flatMap(([service, reasons]) =>
      Object.entries(reasons).map(([reason, count]): [string, number] => [`${service}\n${reason}`, count]),
    ),
  );
}

function countRows(entries: readonly (readonly [string, number])[]): CountRow[] {
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  return entries
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ name, count, share: count / total }))
    .toSorted((a, b) => b.count - a.count);
}

export const PHASES = ['send', 'process', 'downstream', 'respond', 'queue', 'retry'] as const;
export type Phase = (typeof PHASES)[number];

export interface PhaseRow {
  phase: Phase;
  meanMs: number;
  share: number;
}

/** Useful time first, waiting last, as in the charts. Phases that the scope does not have are left out. */
export function phaseRows({ phases, artMs }: Metrics): PhaseRow[] {
  return PHASES.flatMap((phase) => {
    const meanMs = phases[`${phase}Ms`];
    if (meanMs === undefined || meanMs === null) return [];
    return [{ phase, meanMs, share: artMs ? meanMs / artMs : 0 }];
  });
}
