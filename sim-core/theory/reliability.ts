/** Breaking and mending, stale views. Times are in seconds, rates per second. */
import { pow } from '../kernel/math.ts';

/** Share of time up of what alternates, for any distributions of those means (renewal reward; Trivedi, ch. 6). */
export const upShare = (mtbf: number, mttr: number): number => mtbf / (mtbf + mttr);

/** One of n that break independently is enough. */
export const anyUp = (n: number, up: number): number => 1 - pow(1 - up, n);

/** All groups are needed, one member of each is enough. */
export const seriesOfParallel = (groups: readonly { n: number; up: number }[]): number =>
  groups.reduce((all, { n, up }) => all * anyUp(n, up), 1);

/**
 * Mean time in M/M/1 whose server breaks at rate `xi`, idle or not, is mended at rate `eta`, and then goes on with the work it
 * had (White and Christie, 1958).
 */
export function breakdownTime(lambda: number, mu: number, { xi, eta }: { xi: number; eta: number }): number {
  const whole = xi + eta;
  return (1 + (mu * xi) / (whole * whole)) / ((mu * eta) / whole - lambda);
}

/**
 * Calls sent to a crashed instance, one of n, until leases and fetches tell: the lease runs on from the last heartbeat
 * (half a period ago in the mean), the sweep and the next fetch come half a period later in the mean.
 */
export function misrouted(
  n: number,
  lambda: number,
  periods: { heartbeat: number; lease: number; sweep?: number; fetch: number },
) {
  const { heartbeat, lease, sweep = 0, fetch } = periods;
  return (lambda / n) * (lease - heartbeat / 2 + sweep / 2 + fetch / 2);
}
