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

/**
 * Attempts per second towards each called instance. What reaches an instance is counted there; what is sent to one that
 * is gone is counted by the link alone.
 * @param names of the instances; `isUp` by their place
 */
export function calleeRates(
  outlook: Outlook | null,
  linkId: string,
  names: readonly string[],
  isUp: (number: number) => boolean,
  window: number,
): number[] {
  const { rateRps } = linkNumbers(outlook, linkId, window);
  const reached = names.map((name) => Math.max(0, valueAt(outlook, `instances.${name}`, 'offeredRps', window)) || 0);
  const total = reached.reduce((sum, rate) => sum + rate, 0);
  if (outlook === null || total === 0) return names.map(() => rateRps / names.length);
  const downs = names.filter((_, number) => !isUp(number)).length;
  const stale = (valueAt(outlook, `links.${linkId}`, 'staleAttempts', window) * 1000) / outlook.windowMs || 0;
  const lost = downs === 0 ? 0 : Math.min(stale, rateRps);
  return names.map((_, number) => {
    const share = ((rateRps - lost) * reached[number]) / total;
    return isUp(number) ? share : share + lost / downs;
  });
}

/** Width of the soft band under a way: it carries the rate. */
export function bandWidth(rateRps: number): number {
  return 3 + 0.26 * Math.sqrt(rateRps > 0 ? rateRps : 0);
}
