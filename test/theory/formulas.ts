/**
 * What queueing theory, reliability theory and plain probability say about the parts of a system that a scenario can
 * express. Times are in seconds, rates per second, everything else are plain numbers.
 *
 * Books: Kleinrock, Queueing Systems I (1975) · Harchol-Balter, Performance Modeling and Design of Computer Systems
 * (2013) · Lazowska, Zahorjan, Graham, Sevcik, Quantitative System Performance (1984) · Trivedi, Probability and
 * Statistics with Reliability, Queuing and Computer Science Applications (2002) · Mitzenmacher, IEEE TPDS 12(10) 2001.
 */

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Stationary distribution of a birth–death chain on 0 … n−1 (Kleinrock, ch. 3). */
export function birthDeath(count: number, birth: (n: number) => number, death: (n: number) => number): number[] {
  const weights = [1];
  for (let n = 1; n < count; n++) weights.push((weights[n - 1] * birth(n - 1)) / death(n));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

const meanOf = (distribution: readonly number[]): number => sum(distribution.map((p, n) => p * n));

/** M/M/1: the time in the system is exponential with rate μ − λ. */
export function mm1(lambda: number, mu: number) {
  const spare = mu - lambda;
  const rho = lambda / mu;
  return {
    time: 1 / spare,
    wait: rho / spare,
    inSystem: rho / (1 - rho),
    quantile: (p: number) => -Math.log1p(-p) / spare,
    late: (limit: number) => Math.exp(-spare * limit),
  };
}

/**
 * M/M/1 whose queue is served from its end, without interrupting. Who must wait waits for one busy period, whose first two
 * moments are 1/μ(1−ρ) and 2/μ²(1−ρ)³ (Kleinrock, ch. 5); the service that follows is independent of it.
 */
export function lastComeFirstServed(lambda: number, mu: number) {
  const rho = lambda / mu;
  const wait = rho / (mu * (1 - rho));
  const squaredWait = (2 * rho) / (mu ** 2 * (1 - rho) ** 3);
  return { time: wait + 1 / mu, variance: squaredWait - wait ** 2 + 1 / mu ** 2 };
}

/** Blocking with c servers and no queue, offered load a; any service distribution of that mean. */
export function erlangB(a: number, c: number): number {
  const states = birthDeath(
    c + 1,
    () => a,
    (n) => n,
  );
  return states[c];
}

/** M/M/c with one queue (Harchol-Balter, ch. 14). */
export function mmc(lambda: number, mu: number, c: number) {
  const a = lambda / mu;
  const blocked = erlangB(a, c);
  const waits = (c * blocked) / (c - a * (1 - blocked));
  const wait = waits / (c * mu - lambda);
  const slope = c * mu - lambda;
  /** Service, then with probability `waits` an independent exponential wait: the tail of the sum. */
  const tail = (t: number) => {
    const served = Math.exp(-mu * t);
    const both =
      Math.abs(slope - mu) < 1e-9 * mu
        ? served * (1 + mu * t)
        : (slope * served - mu * Math.exp(-slope * t)) / (slope - mu);
    return (1 - waits) * served + waits * both;
  };
  return { waits, wait, time: wait + 1 / mu, quantile: (p: number) => whereFalls(tail, 1 - p) };
}

/** Where a falling function of t ≥ 0 crosses a level. */
function whereFalls(f: (t: number) => number, level: number): number {
  let high = 1;
  while (f(high) > level) high *= 2;
  let low = 0;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (f(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
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
  return { blocked: states[room], throughput, time: meanOf(states) / throughput, wait: waiting / throughput };
}

/**
 * Erlang A, M/M/c + M: who waits leaves at rate θ (Palm 1957; Mandelbaum and Zeltyn, Service Engineering in Action, 2007).
 * `left`: share of all that leave without service; `waiting`: mean number that waits.
 */
export function erlangA(lambda: number, mu: number, c: number, theta: number) {
  const states = birthDeath(
    1000,
    () => lambda,
    (n) => mu * Math.min(n, c) + theta * Math.max(0, n - c),
  );
  const waiting = sum(states.map((p, n) => p * Math.max(0, n - c)));
  return { left: (theta * waiting) / lambda, waiting, waits: sum(states.slice(c)) };
}

/** M/M/1 in which nobody waits longer than a constant: share that leaves (Barrer, Operations Research 5(5), 1957). */
export function constantPatience(lambda: number, mu: number, patience: number): number {
  const rho = lambda / mu;
  const beyond = Math.exp(-(mu - lambda) * patience);
  return (rho * (1 - rho) * beyond) / (1 - rho ** 2 * beyond);
}

/** M/G/1 by Pollaczek and Khinchine from mean and squared coefficient of variation of the service. */
export function mg1(lambda: number, mean: number, scv: number) {
  const rho = lambda * mean;
  const wait = (rho * mean * (1 + scv)) / (2 * (1 - rho));
  return { wait, time: wait + mean };
}

/** Squared coefficients of variation. */
export const SCV = {
  constant: () => 0,
  exponential: () => 1,
  uniform: (min: number, max: number) => ((max - min) / (max + min)) ** 2 / 3,
  erlang: (k: number) => 1 / k,
  lognormal: (cv: number) => cv * cv,
  hyperexponential: (branches: readonly { p: number; mean: number }[]) => {
    const mean = sum(branches.map((branch) => branch.p * branch.mean));
    return (2 * sum(branches.map((branch) => branch.p * branch.mean ** 2))) / mean ** 2 - 1;
  },
};

/** Round robin of a Poisson stream over n equal exponential servers: each is E_n/M/1 (Kleinrock, ch. 6). */
export function roundRobin(lambda: number, mu: number, n: number): number {
  const transform = (s: number) => (lambda / (lambda + s)) ** n;
  let sigma = 0.5;
  for (let i = 0; i < 100_000; i++) {
    const next = transform(mu * (1 - sigma));
    if (Math.abs(next - sigma) < 1e-15) break;
    sigma = next;
  }
  return 1 / (mu * (1 - sigma));
}

/**
 * Joining the shorter of two exponential queues, ties by a fair coin: mean time in the system. Mean number by value
 * iteration over (shorter, longer), which needs only half of the plane.
 */
export function shorterOfTwo(lambda: number, mu: number, room = 70): number {
  const size = room + 1;
  let p = new Float64Array(size * size);
  p[0] = 1;
  const rate = lambda + 2 * mu;
  for (let round = 0; round < 60_000; round++) {
    const next = new Float64Array(size * size);
    for (let short = 0; short < size; short++) {
      for (let long = short; long < size; long++) {
        const here = p[short * size + long];
        if (here < 1e-30) continue;
        const flow = (a: number, b: number, share: number) => {
          next[Math.min(a, b) * size + Math.max(a, b)] += here * share;
        };
        if (short < room) flow(short + 1, long, lambda / rate);
        else flow(short, long, lambda / rate);
        if (short > 0) flow(short - 1, long, mu / rate);
        else flow(short, long, mu / rate);
        if (long > 0) flow(short, long - 1, mu / rate);
        else flow(short, long, mu / rate);
      }
    }
    let change = 0;
    for (let i = 0; i < p.length; i++) change = Math.max(change, Math.abs(next[i] - p[i]));
    p = next;
    if (change < 1e-13) break;
  }
  let inSystem = 0;
  for (let short = 0; short < size; short++) {
    for (let long = short; long < size; long++) inSystem += (short + long) * p[short * size + long];
  }
  return inSystem / lambda;
}

/** The shorter of d queues drawn at random from very many: Mitzenmacher's limit, service rate 1. */
export function powerOfChoices(rho: number, d: number): number {
  let total = 0;
  for (let i = 1; i < 200; i++) {
    const term = rho ** ((d ** i - d) / (d - 1));
    if (term < 1e-18) break;
    total += term;
  }
  return total;
}

/** Open Jackson network: mean time from arrival to leaving. `to[i][j]`: share that goes from i to j. */
export function jackson(external: readonly number[], to: readonly (readonly number[])[], mu: readonly number[]) {
  let rates = [...external];
  for (let round = 0; round < 10_000; round++) {
    rates = external.map((rate, j) => rate + sum(rates.map((from, i) => from * to[i][j])));
  }
  const inSystem = sum(rates.map((rate, i) => mm1(rate, mu[i]).inSystem));
  return { time: inSystem / sum(external), rates };
}

export const tandem = (lambda: number, mu: readonly number[]): number => sum(mu.map((rate) => mm1(lambda, rate).time));

/** Closed network of single exponential servers and users who think: exact mean value analysis (Lazowska, ch. 6). */
export function meanValueAnalysis(demands: readonly number[], think: number, users: number) {
  let queue = demands.map(() => 0);
  let throughput = 0;
  let time = 0;
  for (let n = 1; n <= users; n++) {
    const times = demands.map((demand, k) => demand * (1 + queue[k]));
    time = sum(times);
    throughput = n / (time + think);
    queue = times.map((each) => each * throughput);
  }
  return { throughput, time };
}

/** Users who think and one station of c exponential servers (machine repair). */
export function closedStation(users: number, think: number, mu: number, c: number): number {
  const states = birthDeath(
    users + 1,
    (n) => (users - n) / think,
    (n) => mu * Math.min(n, c),
  );
  const throughput = sum(states.map((p, n) => p * mu * Math.min(n, c)));
  return meanOf(states) / throughput;
}

/** k-th of n independent exponential answers. */
export const fanOutMean = (n: number, k: number, mu: number): number => sum(range(k).map((i) => 1 / (mu * (n - i))));
export const slowestQuantile = (n: number, mu: number, p: number): number => -Math.log(1 - p ** (1 / n)) / mu;

/** At most n attempts that fail independently with probability p. */
export const attemptsMean = (p: number, n: number): number => sum(range(n).map((i) => p ** i));
export const successOf = (p: number, n: number): number => 1 - p ** n;

/** Exponential service cut by a timeout, n attempts: mean time until the call is over (Wald). */
export function timeoutRetryMean(mu: number, timeout: number, n: number): number {
  const cut = Math.exp(-mu * timeout);
  return (attemptsMean(cut, n) * (1 - cut)) / mu;
}

/** Sum of k waits of min(cap, base·2^i), scaled by the mean of the jitter. */
export function backoffMean(base: number, cap: number, k: number, jitterMean: number): number {
  return jitterMean * sum(range(k).map((i) => Math.min(cap, base * 2 ** i)));
}

/**
 * Sum of k waits where each is uniform between base and three times the one before, at most cap. Density on a grid of
 * equal cells and a lump at the cap.
 */
export function decorrelatedMean(base: number, cap: number, k: number, cells = 3000): number {
  const width = (cap - base) / cells;
  const centre = (cell: number) => base + (cell + 0.5) * width;
  let density = new Float64Array(cells);
  let atCap = 0;
  let total = 0;
  for (let i = 0; i < k; i++) {
    const next = new Float64Array(cells);
    let nextAtCap = 0;
    const spread = (wait: number, weight: number) => {
      const length = 3 * wait - base;
      const inside = Math.min(3 * wait, cap) - base;
      nextAtCap += (weight * (length - inside)) / length;
      const whole = Math.min(cells, Math.floor(inside / width));
      for (let cell = 0; cell < whole; cell++) next[cell] += (weight * width) / length;
      if (whole < cells) next[whole] += (weight * (inside - whole * width)) / length;
    };
    if (i === 0) spread(base, 1);
    else {
      for (let cell = 0; cell < cells; cell++) if (density[cell] > 0) spread(centre(cell), density[cell]);
      if (atCap > 0) spread(cap, atCap);
    }
    density = next;
    atCap = nextAtCap;
    total += atCap * cap + sum(Array.from(density, (weight, cell) => weight * centre(cell)));
  }
  return total;
}

/** Share of time up, for any distributions of those means. */
export const upShare = (mtbf: number, mttr: number): number => mtbf / (mtbf + mttr);
/** All groups are needed, one member of each is enough. */
export const seriesOfParallel = (groups: readonly { n: number; up: number }[]): number =>
  groups.reduce((all, { n, up }) => all * (1 - (1 - up) ** n), 1);

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

/** Bytes on so many idle pipes, one after the other. */
export const transmission = (bytes: number, bps: number, pipes: number, latency: number): number =>
  pipes * ((8 * bytes) / bps + latency);

/** Extra delay of a message that is lost with probability p each time and sent again after rto, 2·rto, 4·rto … */
export const retransmissionMean = (p: number, rto: number): number => (rto * p) / (1 - 2 * p);

/** Arrivals of a rate that goes linearly from a to b. */
export const rampCount = (a: number, b: number, duration: number): number => ((a + b) / 2) * duration;

/** Hit ratio of a value that is asked for at rate λ and fresh for T, once its fetch of length D is over. */
export const ttlHitRatio = (lambda: number, ttl: number, fetch = 0): number =>
  (lambda * ttl) / (1 + lambda * (ttl + fetch));

/**
 * Hit ratio of a cache of C values that drops the one used least recently, n keys after Zipf's law: Che, Tung and Wang
 * (IEEE JSAC 20(7), 2002). A key is in the cache if it was asked for within the last t, the time in which C different ones
 * are.
 */
export function lruHitRatio(n: number, s: number, capacity: number): number {
  const weights = Array.from({ length: n }, (_, rank) => (rank + 1) ** -s);
  const total = sum(weights);
  const shares = weights.map((weight) => weight / total);
  const held = (t: number) => sum(shares.map((p) => 1 - Math.exp(-p * t)));
  let low = 0;
  let high = 1;
  while (held(high) < capacity) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (held(middle) < capacity) low = middle;
    else high = middle;
  }
  return sum(shares.map((p) => p * (1 - Math.exp(-p * low))));
}
