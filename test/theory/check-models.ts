import { describe, expect, test } from 'vitest';
import { type Check, judge, type Model, runModel, sizeOf } from './protocol.ts';
import type { RunResult } from '../../sim-core/index.ts';

const TIMEOUT_MS = 3_600_000;

/** One test per figure; the first one of a model makes its runs, and all share them. */
export function checkModels(models: readonly Model[]): void {
  for (const model of models) describe(model.name, () => checkModel(model));
}

function checkModel(model: Model): void {
  const size = sizeOf(model);
  let results: RunResult[] | undefined;

  for (const check of model.checks) {
    test(
      `${check.what} agrees with theory`,
      () => {
        results ??= runModel(model, size);
        expect(verdictOf(check, results, size.samples)).toBe('agrees');
      },
      TIMEOUT_MS,
    );
  }
}

function verdictOf(check: Check, results: readonly RunResult[], samples: number): string {
  const { estimate, standardError, allowed } = judge(check, results, samples);
  if (Math.abs(estimate - check.expected) <= allowed) return 'agrees';
  return `${estimate} (± ${standardError}) instead of ${check.expected}, allowed ± ${allowed}`;
}
