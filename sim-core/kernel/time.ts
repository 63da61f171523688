/**
 * Simulated time, and the only unit conversions of the engine.
 *
 * A time is a whole number of nanoseconds in a double: exact up to 2^53, which is 104 days. Whole numbers add without
 * rounding, so a periodic timer never drifts and equal instants compare equal. The two names are plain aliases: they
 * tell a reader whether a number is an instant (`TimeNs`, counted from the start of the run) or a difference
 * (`DurationNs`); branded types would cost a cast at every addition.
 */
export type TimeNs = number;
export type DurationNs = number;

export const NS_PER_US = 1_000;
export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;

/** The instant that does not come: later than every event. */
export const NEVER: TimeNs = Infinity;

/** The last instant that is exact, 2^53 − 1. */
export const MAX_TIME_NS: TimeNs = 9_007_199_254_740_991;

/** Rounded to the nearest whole nanosecond. */
export function msToNs(ms: number): DurationNs {
  return Math.round(ms * NS_PER_MS);
}

const WHOLE_FROM = 4503599627370496;

/**
 * `Math.round` of what is not negative (but for the last double below ½), in a quarter of the instructions: V8 looks out
 * for −0. From 2^52 on every double is whole, and adding a half would round it.
 */
export function roundNs(ns: number): DurationNs {
  return ns < WHOLE_FROM ? Math.floor(ns + 0.5) : ns;
}

export function nsToMs(ns: DurationNs): number {
  return ns / NS_PER_MS;
}

export function nsToS(ns: DurationNs): number {
  return ns / NS_PER_S;
}
