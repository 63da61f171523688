/** A run for people: the headline numbers of every scope as tables that fit the terminal. */
import type { Metrics, RunResult } from '../sim-core/index.ts';
import { amount, count, duration, NONE, percent, rate } from './numbers.ts';
import { bold, dim, terminalWidth } from './terminal.ts';
import { type Column, table } from './text-table.ts';

const BAR_MAX = 40;
/** In the order of a call's life. */
const PHASES = ['send', 'queue', 'process', 'downstream', 'respond', 'retry'];

export function describeRun(result: RunResult): string {
  const width = terminalWidth();
  const { summary } = result;
  const callers = [['system', summary.system] as const, ...Object.entries(summary.workloads)];
  return [
    ...headOf(result),
    '',
    ...table('requests', CALLER_COLUMNS, callers, width),
    '',
    ...phasesOf(summary.system, width),
    '',
    ...errorsOf(summary.system),
    ...Object.entries(summary.workloads).flatMap(([id, metrics]) => objectivesOf(id, metrics)),
    ...block('services', SERVER_COLUMNS, summary.services, width),
    ...block('links', LINK_COLUMNS, summary.links, width),
    ...result.warnings.map(({ path, message }) => `warning: ${path ? `${path}: ` : ''}${message}`),
    '',
  ].join('\n');
}

function headOf(result: RunResult): string[] {
  const { name, seed, replication, simulatedMs, measuredFromMs, events, digest, wall } = result;
  const stopped = result.outcome === 'completed' ? [] : [outcomeOf(result)];
  const speed = wall ? `, ${duration(wall.ms)}, ${amount(wall.eventsPerSecond)} events/s` : '';
  return [
    bold(name || 'unnamed scenario'),
    ...stopped,
    `${duration(simulatedMs)} simulated, measured from ${duration(measuredFromMs)}, seed ${seed}, replication ${replication}`,
    dim(`${count(events)} events${speed}, ${digest}`),
  ];
}

function outcomeOf({ outcome, reason, atMs }: RunResult): string {
  const when = atMs === undefined ? '' : ` at ${duration(atMs)}`;
  return `ended early${when}: ${outcome}${reason ? `, ${reason}` : ''}; results up to that moment are complete`;
}

/** Where the time of an answered request goes. */
function phasesOf(metrics: Metrics, width: number): string[] {
  if (metrics.artMs === null) return ['ART: no request was answered'];
  const total = metrics.artMs;
  const barMax = Math.min(BAR_MAX, width - 32);
  const lines = PHASES.flatMap((phase) => {
    const ms = metrics.phases[`${phase}Ms`] ?? 0;
    if (ms === 0) return [];
    const share = total > 0 ? ms / total : 0;
    return [`  ${phase.padEnd(12)}${duration(ms).padStart(9)} ${bar(share, barMax)} ${percent(share)}`];
  });
  return [`${bold('ART')} ${duration(total)} by phase`, ...lines];
}

function bar(share: number, widthMax: number): string {
  return '█'.repeat(Math.max(share > 0 ? 1 : 0, Math.round(share * Math.max(0, widthMax))));
}

function errorsOf(metrics: Metrics): string[] {
  if (metrics.errorsMet === 0) return [`${bold('EHR')} ${NONE}: no request met an error`];
  const reasons = Object.entries(metrics.failedBy).filter(([, times]) => times > 0);
  const ledger = Object.entries(metrics.ledger ?? {}).filter(([, entry]) => entry.handled > 0 || entry.price > 0);
  return [
    `${bold('EHR')} ${percent(metrics.ehr)}: ${count(metrics.errorsMet)} requests met an error, ${count(metrics.errorsHandled)} were saved`,
    ...ledger.map(
      ([name, { handled, price }]) => `  ${name} saved ${count(handled)} for ${count(price)} extra attempts`,
    ),
    ...(reasons.length > 0
      ? [`  failed by ${reasons.map(([name, times]) => `${name} ${count(times)}`).join(', ')}`]
      : []),
  ];
}

function objectivesOf(workload: string, { slo = {} }: Metrics): string[] {
  return Object.entries(slo).map(
    ([name, { attainment, burnRate }]) =>
      `${bold('SLO')} ${name} of ${workload}: ${percent(attainment)} met it, burn rate ${amount(burnRate)}`,
  );
}

function block(title: string, columns: readonly Column[], scopes: Record<string, Metrics>, width: number): string[] {
  const rows = Object.entries(scopes);
  return rows.length === 0 ? [] : ['', ...table(title, columns, rows, width)];
}

/** First what matters most: on a narrow terminal the last columns go. */
const COMMON: readonly Column[] = [
  { head: 'ART', cell: (m) => duration(m.artMs) },
  { head: 'AP', cell: (m) => percent(m.availability) },
  { head: 'T', cell: (m) => rate(m.throughputRps) },
];

const CALLER_COLUMNS: readonly Column[] = [
  { head: 'count', cell: (m) => count(m.requests) },
  ...COMMON,
  { head: 'EHR', cell: (m) => percent(m.ehr) },
  { head: 'p99', cell: (m) => duration(m.p99Ms) },
  { head: 'goodput', cell: (m) => rate(m.goodputRps) },
  { head: 'offered', cell: (m) => rate(m.offeredRps) },
  { head: 'attempts', cell: (m) => amount(m.attemptsPerRequest) },
  { head: 'p50', cell: (m) => duration(m.p50Ms) },
];

const SERVER_COLUMNS: readonly Column[] = [
  { head: 'count', cell: (m) => count(m.requests) },
  ...COMMON,
  { head: 'busy', cell: (m) => percent(m.utilization) },
  { head: 'queue', cell: (m) => amount(m.queueLength?.mean) },
  { head: 'up', cell: (m) => percent(m.uptime) },
  { head: 'wasted', cell: (m) => percent(m.wastedWork) },
  { head: 'p99', cell: (m) => duration(m.p99Ms) },
  { head: 'crashes', cell: (m) => count(m.crashes) },
];

const LINK_COLUMNS: readonly Column[] = [
  { head: 'count', cell: (m) => count(m.requests) },
  ...COMMON,
  { head: 'EHR', cell: (m) => percent(m.ehr) },
  { head: 'attempts', cell: (m) => count(m.attempts) },
  { head: 'retries', cell: (m) => count(m.retries) },
  { head: 'p99', cell: (m) => duration(m.p99Ms) },
  { head: 'stale', cell: (m) => count(m.staleAttempts) },
  { head: 'lost', cell: (m) => count(m.lost) },
];
