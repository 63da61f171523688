/** The result of a run as it is printed and saved. Names are fixed: files and notebooks depend on them. */
import type { RunSummary } from '../metrics/metrics.ts';

export type { LedgerEntry, Metrics, RunSummary } from '../metrics/metrics.ts';

export const RESULT_SCHEMA = 1;
export const ENGINE_VERSION = '1.0.0';

export type RunOutcome = 'completed' | 'limit' | 'livelock' | 'stopped';

export interface RunResult {
  callscape: string;
  schema: number;
  name: string;
  scenarioHash: string;
  seed: string;
  replication: number;
  simulatedMs: number;
  measuredFromMs: number;
  windowMs: number;
  events: number;
  digest: string;
  resultHash: string;
  outcome: RunOutcome;
  reason?: string;
  atMs?: number;
  summary: RunSummary;
  warnings: RunWarning[];
  /** The only part that may differ between two runs; filled by whoever has a clock. */
  wall?: { ms: number; eventsPerSecond: number };
}

export interface RunWarning {
  code: string;
  path: string;
  message: string;
}
