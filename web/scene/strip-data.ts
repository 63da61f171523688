/** What the strip draws of a run: the columns of one scope, stacked and chosen, ready for any size of screen. */
import { type Band, stackPhases } from './stacked-bands.ts';
import { type Columns, columnMax, type Windows, usualValue } from './window-values.ts';

/** scope ("system", "services.orders") → column name → one value per window. */
export type Series = Readonly<Record<string, Columns>>;

export type ExtraRow = 'queueLength' | 'utilization' | 'attemptsPerRequest' | 'inFlight' | 'none';

export interface NamedColumn {
  /** Service or instance it belongs to; empty: the scope shown. */
  name: string;
  values: Float64Array;
}

export interface StripData {
  windows: Windows;
  columns: Columns;
  /** Phases that have content, bottom to top. */
  bands: Band[];
  /** Upper edge of the stack, or the response time where no phases are known; empty without either. */
  total: Float64Array;
  /** Instances whose time up is drawn, and of which service they are ('': of all). */
  uptime: { service: string; instances: NamedColumn[] };
  /** Every instance of the run. */
  instances: NamedColumn[];
  extra: NamedColumn[];
  /** Response time before anything was broken, ms; NaN: unknown. */
  usualArtMs: number;
}

export interface StripQuery {
  /** Key of the series to show; the system is shown when it is missing. */
  scope: string;
  extraRow: ExtraRow;
  /** When nothing has been broken yet. */
  quiet: { fromMs: number; toMs: number };
}

const UPTIME_LINES_MAX = 8;
const EXTRA_LINES_MAX = 3;
const NO_VALUES = new Float64Array(0);
const NO_COLUMNS: Columns = {};

export function stripData(series: Series, windows: Windows, query: StripQuery): StripData {
  const scope = series[query.scope] ? query.scope : 'system';
  const columns = series[scope] ?? NO_COLUMNS;
  const bands = stackPhases(columns, windows.count);
  const instances = instanceUptimes(series);
  return {
    windows,
    columns,
    bands,
    total: bands.at(-1)?.top ?? columns.artMs ?? NO_VALUES,
    uptime: shownUptimes(series, instances, windows.count),
    instances,
    extra: extraColumns(series, scope, query.extraRow, windows.count),
    usualArtMs: usualValue(columns.artMs, windows, query.quiet),
  };
}

/** Instances count as up in a window when they were up for at least half of it. */
export function upAt(instances: readonly NamedColumn[], window: number): number {
  return instances.filter((instance) => instance.values[window] >= 0.5).length;
}

function instanceUptimes(series: Series): NamedColumn[] {
  return Object.entries(series)
    .filter(([scope, columns]) => scope.startsWith('instances.') && columns.uptime !== undefined)
    .map(([scope, columns]) => ({ name: scope.slice('instances.'.length), values: columns.uptime }));
}

/** The instances of the service that was down most; all when none was down; whole services when instances are not known. */
function shownUptimes(series: Series, instances: NamedColumn[], count: number): StripData['uptime'] {
  if (instances.length === 0) {
    const services = serviceColumns(series, 'uptime');
    return { service: '', instances: mostDown(services, count) };
  }
  const downByService = new Map<string, number>();
  for (const instance of instances) {
    const service = serviceOf(instance.name);
    downByService.set(service, (downByService.get(service) ?? 0) + downShare(instance.values, count));
  }
  let worst = '';
  let worstDown = 0;
  for (const [service, down] of downByService) if (down > worstDown) [worst, worstDown] = [service, down];
  const shown = worst === '' ? instances : instances.filter((instance) => serviceOf(instance.name) === worst);
  return { service: worst, instances: mostDown(shown, count) };
}

function serviceOf(instance: string): string {
  return instance.slice(0, instance.lastIndexOf('#'));
}

function downShare(uptime: Float64Array, count: number): number {
  let down = 0;
  for (let i = 0; i < count && i < uptime.length; i++) if (uptime[i] < 1) down += 1 - uptime[i];
  return down;
}

/** As many as there is room for, the most broken ones, in their own order. */
function mostDown(columns: NamedColumn[], count: number): NamedColumn[] {
  if (columns.length <= UPTIME_LINES_MAX) return columns;
  const ranked = columns.map((column) => ({ column, down: downShare(column.values, count) }));
  ranked.sort((a, b) => b.down - a.down);
  const chosen = new Set(ranked.slice(0, UPTIME_LINES_MAX).map((entry) => entry.column));
  return columns.filter((column) => chosen.has(column));
}

function serviceColumns(series: Series, name: string): NamedColumn[] {
  return Object.entries(series)
    .filter(([scope, columns]) => scope.startsWith('services.') && columns[name] !== undefined)
    .map(([scope, columns]) => ({ name: scope.slice('services.'.length), values: columns[name] }));
}

/** The fifth row: one line of the scope, or the services with the highest peaks. */
function extraColumns(series: Series, scope: string, row: ExtraRow, count: number): NamedColumn[] {
  if (row === 'none') return [];
  const column = row === 'queueLength' ? 'queueLength.mean' : row;
  const own = series[scope]?.[column];
  if (own) return [{ name: '', values: own }];
  return serviceColumns(series, column)
    .map((entry) => ({ entry, peak: columnMax(entry.values, 0, count) }))
    .sort((a, b) => b.peak - a.peak)
    .slice(0, EXTRA_LINES_MAX)
    .map(({ entry }) => entry);
}
