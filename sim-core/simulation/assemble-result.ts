/** Puts the result of a run together, in the order in which it is printed, and seals it with its hash. */
import { sha256Hex } from '../kernel/sha256.ts';
import type { Scenario } from '../scenario/index.ts';
import { canonicalJson } from '../scenario/index.ts';
import { ENGINE_VERSION, RESULT_SCHEMA, type RunOutcome, type RunResult, type RunSummary, type RunWarning } from './result.ts';

const NS_PER_MS = 1e6;

export interface ResultParts {
  readonly scenario: Scenario;
  readonly replication: number;
  readonly simulatedMs: number;
  readonly windowMs: number;
  readonly events: number;
  readonly digest: string;
  readonly outcome: RunOutcome;
  /** Why it ended, when it did not complete. */
  readonly reason: string | undefined;
  readonly summary: RunSummary;
  readonly warnings: RunWarning[];
}

export function assembleResult(parts: ResultParts): RunResult {
  const { resolved, hash } = parts.scenario;
  const result: RunResult = {
    callscape: ENGINE_VERSION,
    schema: RESULT_SCHEMA,
    name: resolved.name,
    scenarioHash: hash,
    seed: resolved.seed,
    replication: parts.replication,
    simulatedMs: parts.simulatedMs,
    measuredFromMs: resolved.warmupNs / NS_PER_MS,
    windowMs: parts.windowMs,
    events: parts.events,
    digest: parts.digest,
    resultHash: '',
    outcome: parts.outcome,
    ...(parts.outcome === 'completed' ? {} : { reason: parts.reason ?? 'ended early', atMs: parts.simulatedMs }),
    summary: parts.summary,
    warnings: parts.warnings,
  };
  result.resultHash = resultHash(result);
  return result;
}

/** SHA-256 of the canonical result, without itself and without `wall`. */
export function resultHash(result: RunResult): string {
  const { resultHash: _hash, wall: _wall, ...rest } = result;
  return `sha256:${sha256Hex(canonicalJson(rest))}`;
}
