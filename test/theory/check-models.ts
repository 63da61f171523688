import { describe, expect, it } from 'vitest';
import { judge, type Model, runModel, sizeOf } from './protocol.ts';
import type { RunResult } from '../../sim-core/index.ts';

const TIMEOUT_MS = 3_600_000;

/** One test per figure; the first one of a model makes its runs. */
export function checkModels(models: readonly Model[], isFull = false): void {
  describe.each(models)('$name', (model) => {
    const size = sizeOf(model, isFull);
    let results: RunResult[] | undefined;

    it.each(model.checks)(
      '$what agrees with theory',
      (check) => {
        results ??= runModel(model, size);

        const { estimate, standardError, allowed } = judge(check, results, size);

        const isWithin = Math.abs(estimate - check.expected) <= allowed;
        const words = `${estimate} (± ${standardError}) instead of ${check.expected}, allowed ± ${allowed}`;
        expect(isWithin ? 'agrees' : words).toBe('agrees');
      },
      TIMEOUT_MS,
    );
  });
}
