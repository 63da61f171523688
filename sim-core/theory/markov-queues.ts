/**
 * Stations with Poisson arrivals of rate λ and exponential service of rate μ. Times are in seconds, rates per second.
 *
 * Kleinrock, Queueing Systems I (1975), ch. 3 · Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, ch. 2 ·
 * Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), ch. 13–15.
 */
import { exp, ln } from '../kernel/math.ts';
import { birthDeath, meanState, sum, whereFalls } from './numeric.ts';

/** M/M/1: the time in the system is exponential with rate μ − λ. */
export function mm1(lambda: number, mu: number) {
  const spare = mu - lambda;
  const rho = lambda / mu;
  return {
    time: 1 / spare,
    wait: rho / spare,
    inSystem: rho / (1 - rho),
    quantile: (p: number) => -ln(1 - p) / spare,
    late: (limit: number) => exp(-spare * limit),
  };
}

/**
 * M/M/1 whose queue is served from its end, without interrupting. Who must wait waits for one busy period, whose first two
 * moments are 1/μ(1−ρ) and 2/μ²(1−ρ)³ (Kleinrock I, ch. 5); the service that follows is independent of it.
 */
export function lastComeFirstServed(lambda: number, mu: number) {
  const rho = lambda / mu;
  const wait = rho / (mu * (1 - rho));
  const squaredWait = (2 * rho) / (mu * mu * (1 - rho) * (1 - rho) * (1 - rho));
  return { time: wait + 1 / mu, variance: squaredWait - wait * wait + 1 / (mu * mu) };
}

/**
 * Blocking with c servers and no queue at an offered load of a, for any service distribution of that mean:
 * B(0) = 1, B(k) = a·B(k−1) / (k + a·B(k−1)).
 */
export function erlangB(a: number, c: number): number {
  let blocked = 1;
  for (let k = 1; k <= c; k++) blocked = (a * blocked) / (k + a * blocked);
  return blocked;
}

/** Share that must wait in M/M/c: Erlang's C from his B. */
export function erlangC(a: number, c: number): number {
  const blocked = erlangB(a, c);
  return blocked / (1 - (a / c) * (1 - blocked));
}

/** M/M/c with one queue (Harchol-Balter, ch. 14). */
export function mmc(lambda: number, mu: number, c: number) {
  const waits = erlangC(lambda / mu, c);
  const slope = c * mu - lambda;
  const wait = waits / slope;
  /** Service, then with probability `waits` an independent exponential wait: the tail of the sum. */
  const late = (t: number) => {
    const served = exp(-mu * t);
    const both =
      Math.abs(slope - mu) < 1e-9 * mu ? served * (1 + mu * t) : (slope * served - mu * exp(-slope * t)) / (slope - mu);
    return (1 - waits) * served + waits * both;
  };
  return {
    waits,
    wait,
    time: wait + 1 / mu,
    /** Of the time in the system: of the wait, an exponential with probability `waits`, and of the service. */
    variance: (waits * (2 - waits)) / (slope * slope) + 1 / (mu * mu),
    late,
    quantile: (p: number) => whereFalls(late, 1 - p, 1 / mu),
  };
}

/** M/M/c with room for K in all; times are of those let in. */
export function mmcK(lambda: number, mu: number, c: number, room: number) {
  const states = birthDeath(
    room + 1,
    () => lambda,
    (n) => mu * Math.min(n, c),
  );
  const throughput = lambda * (1 - states[room]);
  const waiting = sum(states.map((p, n) => p * Math.max(0, n - c)));
  const busy = sum(states.map((p, n) => p * Math.min(n, c)));
  return {
    blocked: states[room],
    throughput,
    time: meanState(states) / throughput,
    wait: waiting / throughput,
    waiting,
    utilization: busy / c,
    /** Share of those let in that find no free worker. */
    waits: sum(states.slice(c, room)) / (1 - states[room]),
  };
}

/** Of the most likely state, from which on a chain is given up. */
const NEGLIGIBLE = 1e-18;

/**
 * Erlang A, M/M/c + M: who waits leaves at rate θ (Palm 1957; Mandelbaum and Zeltyn, Service Engineering in Action, 2007).
 * `left`: share of all that leave without service; `waiting`: mean number that waits.
 */
export function erlangA(lambda: number, mu: number, c: number, theta: number) {
  const death = (n: number) => mu * Math.min(n, c) + theta * Math.max(0, n - c);
  let count = c + 1;
  // Beyond the peak the ratio of neighbours falls: the rest is less than a geometric series.
  for (let weight = 1; weight > NEGLIGIBLE; count++) weight *= Math.min(1, lambda / death(count));
  const states = birthDeath(count, () => lambda, death);
  const waiting = sum(states.map((p, n) => p * Math.max(0, n - c)));
  const busy = sum(states.map((p, n) => p * Math.min(n, c)));
  return { left: (theta * waiting) / lambda, waiting, waits: sum(states.slice(c)), utilization: busy / c };
}

/** M/M/1 in which nobody waits longer than a constant: share that leaves (Barrer, Operations Research 5(5), 1957). */
export function constantPatience(lambda: number, mu: number, patience: number): number {
  const rho = lambda / mu;
  const beyond = exp(-(mu - lambda) * patience);
  // At ρ = 1 both sides of the fraction vanish; their limit is that of an M/M/1 which is just full.
  if (Math.abs(rho - 1) < 1e-9) return 1 / (2 + mu * patience);
  return (rho * (1 - rho) * beyond) / (1 - rho * rho * beyond);
}
