/** What a step of a visit can be. */
import { isMap } from '../store/document-diff.ts';

export const STEP_KINDS = ['work', 'call', 'parallel', 'choose', 'cache', 'delay', 'send'] as const;
/** A branch of `parallel` is one call, or steps of its own. */
export const BRANCH_KINDS = ['call', 'steps'] as const;
export type StepKind = (typeof STEP_KINDS)[number] | (typeof BRANCH_KINDS)[number];

const KINDS: readonly StepKind[] = ['work', 'call', 'parallel', 'choose', 'cache', 'delay', 'send', 'steps'];

/** Undefined: something that cannot be edited here, such as an option of `choose`. */
export function kindOfStep(step: unknown): StepKind | undefined {
  if (!isMap(step) || 'p' in step) return undefined;
  return KINDS.find((kind) => kind in step);
}
