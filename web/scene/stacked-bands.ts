import { type Columns, hasContent } from './window-values.ts';

/** Phases of a response time from bottom to top: useful time below, wasted time above. */
export const PHASE_STACK = ['send', 'process', 'downstream', 'respond', 'queue', 'retry'] as const;
export type Phase = (typeof PHASE_STACK)[number];

export interface Band {
  phase: Phase;
  /** One value per window, ms; NaN where no request ended well. */
  bottom: Float64Array;
  top: Float64Array;
}

/** Stacks the phases of a scope; phases that are nothing in the whole run are left out (they would be labels of nothing). */
export function stackPhases(columns: Columns, count: number): Band[] {
  const phases = PHASE_STACK.filter((phase) => hasContent(columns[`phases.${phase}Ms`], count));
  let below = groundLine(columns, phases.at(0), count);
  return phases.map((phase) => {
    const column = columns[`phases.${phase}Ms`];
    const bottom = below;
    const top = bottom.map((value, i) => value + column[i]);
    below = top;
    return { phase, bottom, top };
  });
}

/** Zero, with the gaps of the lowest band. */
function groundLine(columns: Columns, lowest: Phase | undefined, count: number): Float64Array<ArrayBuffer> {
  const ground = new Float64Array(count);
  if (lowest === undefined) return ground;
  const column = columns[`phases.${lowest}Ms`];
  return ground.map((_, i) => (Number.isNaN(column[i]) ? Number.NaN : 0));
}
