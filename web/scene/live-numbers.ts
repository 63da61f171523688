/** Numbers that the stage writes beside things, read from the run's windows at a moment. */
import type { Outlook } from '../engine/protocol.ts';

export interface LinkNumbers {
  /** Attempts per second, NaN: unknown. */
  rateRps: number;
  /** Attempts per call, NaN: unknown. */
  amplification: number;
}

/** The window of `tMs`. Of a run that is not complete it may be one that nobody knows yet: its values are NaN. */
export function windowAt(outlook: Outlook, tMs: number): number {
  const window = Math.max(0, Math.floor(tMs / outlook.windowMs));
  return outlook.complete ? Math.min(outlook.windowCount - 1, window) : window;
}

export function valueAt(outlook: Outlook | null, scope: string, column: string, window: number): number {
  const values = outlook?.series[scope]?.[column];
  return values === undefined || window >= values.length ? Number.NaN : values[window];
}

export function linkNumbers(outlook: Outlook | null, linkId: string, window: number): LinkNumbers {
  if (outlook === null) return { rateRps: Number.NaN, amplification: Number.NaN };
  const scope = `links.${linkId}`;
  const amplification = valueAt(outlook, scope, 'attemptsPerRequest', window);
  const attempts = valueAt(outlook, scope, 'attempts', window);
  const rateRps = attempts >= 0 ? (attempts * 1000) / outlook.windowMs : valueAt(outlook, scope, 'offeredRps', window);
  return { rateRps, amplification };
}

/** Width of the soft band under a way: it carries the rate. */
export function bandWidth(rateRps: number): number {
  return 3 + 0.26 * Math.sqrt(rateRps > 0 ? rateRps : 0);
}
