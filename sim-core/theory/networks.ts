/** Stations that hand over to each other. Times are in seconds, rates per second. */
import { mm1 } from './markov-queues.ts';
import { birthDeath, meanState, sum } from './numeric.ts';

/**
 * Open Jackson network of single exponential servers: mean time from arrival to leaving (Harchol-Balter, ch. 17).
 * `to[i][j]`: share that goes from i to j.
 */
export function jackson(external: readonly number[], to: readonly (readonly number[])[], mu: readonly number[]) {
  let rates = [...external];
  for (let round = 0; round < 10_000; round++) {
    rates = external.map((rate, j) => rate + sum(rates.map((from, i) => from * to[i][j])));
  }
  const inSystem = sum(rates.map((rate, i) => mm1(rate, mu[i]).inSystem));
  return { time: inSystem / sum(external), rates };
}

export const tandem = (lambda: number, mu: readonly number[]): number => sum(mu.map((rate) => mm1(lambda, rate).time));

/**
 * Closed network of single exponential servers and users who think: exact mean value analysis (Reiser and Lavenberg 1980;
 * Lazowska, Zahorjan, Graham, Sevcik, Quantitative System Performance, 1984, ch. 6).
 * @param demands work of one round at each station
 */
export function meanValueAnalysis(demands: readonly number[], think: number, users: number) {
  let queue = demands.map(() => 0);
  let times = demands.map(() => 0);
  let throughput = 0;
  for (let n = 1; n <= users; n++) {
    times = demands.map((demand, k) => demand * (1 + queue[k]));
    throughput = n / (sum(times) + think);
    queue = times.map((each) => each * throughput);
  }
  return { throughput, time: sum(times), times, queue };
}

/** Users who think and one station of c exponential servers: machine repair, M/M/c//N (Gross et al., ch. 2). */
export function closedStation(users: number, think: number, mu: number, c: number) {
  const states = birthDeath(
    users + 1,
    (n) => (users - n) / think,
    (n) => mu * Math.min(n, c),
  );
  const busy = sum(states.map((p, n) => p * Math.min(n, c)));
  const throughput = busy * mu;
  const waiting = sum(states.map((p, n) => p * Math.max(0, n - c)));
  return { throughput, time: meanState(states) / throughput, waiting, utilization: busy / c };
}
