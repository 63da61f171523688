/**
 * Callscape's library: read a scenario, run it, look at what came of it. No side effects, no clock, no I/O; the same
 * bits in Node, browsers and workers.
 */

// Scenarios: reading, checking, editing, describing, sharing.
export * from './scenario/index.ts';
export { meanOf } from './kernel/distributions.ts';

// Runs.
export {
  createSimulation,
  simulate,
  Simulation,
  type SimulationOptions,
  type SimulationStatus,
  type Snapshot,
  type Snapshot as SimulationSnapshot,
} from './simulation/simulation.ts';
export {
  ENGINE_VERSION,
  type LedgerEntry,
  type Metrics,
  RESULT_SCHEMA,
  type RunOutcome,
  type RunResult,
  type RunSummary,
  type RunWarning,
} from './simulation/result.ts';
export type { Series } from './metrics/series.ts';
export { definitionOf, METRIC_DEFINITIONS, type MetricDefinition } from './metrics/definitions.ts';
export type { Violation } from './metrics/auditor.ts';

// Theory: what the numbers should be where queueing theory knows them.
export { type Prediction, predict, type TheoryResult } from './theory/predict.ts';

// Watching: observers and the columns they read.
export { type Observer, ObserverGroup } from './model/observer.ts';
export * from './model/guard-states.ts';
export * from './model/outcomes.ts';
export * from './model/phases.ts';
export type { ResolvedScenario } from './model/resolved-scenario.ts';
export * from './model/tables.ts';
export type { World } from './model/world.ts';
export { TraceObserver, type TraceOptions } from './trace/trace-observer.ts';
export type { TracedAttempt, TracedCall, TracedPhases, TracedRequest } from './trace/traced-request.ts';

// Files.
export { seriesCsv } from './formats/series-csv.ts';
export { traceChrome } from './formats/trace-chrome.ts';
export { traceNdjson } from './formats/trace-ndjson.ts';
