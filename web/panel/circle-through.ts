import type { Problem } from '../../sim-core/index.ts';

/**
 * Whether calls that lead back for ever pass an endpoint ("orders.place"). Such a problem is told at one endpoint of the
 * circle, which need not be the one that was edited.
 */
export function isCircleThrough({ code, message }: Problem, endpoint: string): boolean {
  return code === 'cycle' && message.split(/[^\w.-]+/).includes(endpoint);
}
