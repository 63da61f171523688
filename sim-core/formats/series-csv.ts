/** Values per window as CSV: one record for each scope and window, one column for each metric that any scope has. */
import type { Series } from '../metrics/series.ts';
import { type Cell, csvRecord } from './csv.ts';

const FIXED = ['scope', 'startMs', 'endMs', 'warmup'];

/** Yields records, the header first. Cells are empty where a scope has no such metric or the window no value. */
export function* seriesCsv(series: Series): Generator<string, void, void> {
  const names = [...new Set(series.scopes.flatMap((scope) => series.columns(scope)))];
  yield csvRecord([...FIXED, ...names]);
  for (const scope of series.scopes) {
    const own = new Set(series.columns(scope));
    const columns = names.map((name) => (own.has(name) ? series.column(scope, name) : null));
    for (let window = 0; window < series.windowCount; window++) {
      const startMs = window * series.windowMs;
      const isLast = window === series.windowCount - 1;
      const endMs = startMs + (isLast ? series.lastWindowMs : series.windowMs);
      const values = columns.map((column): Cell => column?.[window] ?? null);
      yield csvRecord([scope, startMs, endMs, window < series.warmupWindows, ...values]);
    }
  }
}
