import { describe, expect, test } from 'vitest';
import { type Check, judge, type Model, runModel, sizeOf } from './protocol.ts';
import type { RunResult } from '../../sim-core/index.ts';

const TIMEOUT_MS = 3_600_000;

/** One test per figure; the first one of a model makes its runs, and all share them. */
export function checkModels(models: readonly Model[]): void {
  const named = models.map((model) => [model.name, model] as const);
  describe.each(named)('%s', (_, model) => {
    const size = sizeOf(model);
    const checks = model.checks.map((check) => [check.what, check] as const);
    let results: RunResult[] | undefined;

    test.each(checks)(
      '%s agrees with theory',
      (__, check) => {
        results ??= runModel(model, size);
        expect(verdictOf(check, results, size.samples)).toBe('agrees');
      },
      TIMEOUT_MS,
    );
  });
}

function verdictOf(check: Check, results: readonly RunResult[], samples: number): string {
  const { estimate, standardError, allowed } = judge(check, results, samples);
  if (Math.abs(estimate - check.expected) <= allowed) return 'agrees';
  return `${estimate} (± ${standardError}) instead of ${check.expected}, allowed ± ${allowed}`;
}
