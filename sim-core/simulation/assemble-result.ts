/** Puts the result of a run together and seals it with its hash. */
import { assert } from '../kernel/assert.ts';
import { sha256Hex } from '../kernel/sha256.ts';
import { nsToMs } from '../kernel/time.ts';
import type { RunSummary } from '../metrics/metrics.ts';
import { canonicalJson } from '../scenario/canonical.ts';
import type { Scenario } from '../scenario/index.ts';
import { ENGINE_VERSION, RESULT_SCHEMA, type RunOutcome, type RunResult, type RunWarning } from './result.ts';

export interface ResultParts {
  readonly scenario: Pick<Scenario, 'resolved' | 'hash'>;
  readonly replication: number;
  readonly simulatedMs: number;
  readonly windowMs: number;
  readonly events: number;
  readonly digest: string;
  readonly outcome: RunOutcome;
  /** Why, unless it was completed. */
  readonly reason?: string | undefined;
  readonly summary: RunSummary;
  readonly warnings: readonly RunWarning[];
}

export function assembleResult(parts: ResultParts): RunResult {
  const { name, seed, warmupNs } = parts.scenario.resolved;
  const isCompleted = parts.outcome === 'completed';
  const result: RunResult = {
    callscape: ENGINE_VERSION,
    schema: RESULT_SCHEMA,
    name,
    scenarioHash: parts.scenario.hash,
    seed,
    replication: parts.replication,
    simulatedMs: parts.simulatedMs,
    measuredFromMs: nsToMs(warmupNs),
    windowMs: parts.windowMs,
    events: parts.events,
    digest: parts.digest,
    resultHash: '',
    outcome: parts.outcome,
    ...(parts.reason === undefined ? {} : { reason: parts.reason }),
    ...(isCompleted ? {} : { atMs: parts.simulatedMs }),
    summary: parts.summary,
    warnings: [...parts.warnings],
  };
  result.resultHash = hashResult(result);
  return result;
}

/** "sha256:" and the SHA-256 of the canonical result without `wall` and `resultHash`: the same for runs that are. */
export function hashResult(result: RunResult): string {
  const { wall: _wall, resultHash: _resultHash, ...rest } = result;
  assertSayable(rest, 'result');
  return `sha256:${sha256Hex(canonicalJson(rest))}`;
}

/** JSON has no NaN and no infinities, and would lose the sign of a negative zero. */
function assertSayable(value: unknown, path: string): void {
  assert(value !== undefined, `${path} is undefined`);
  if (typeof value === 'number') {
    assert(Number.isFinite(value) && !Object.is(value, -0), `${path} is ${Object.is(value, -0) ? '-0' : value}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) assertSayable(member, `${path}.${key}`);
  }
}
