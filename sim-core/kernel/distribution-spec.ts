/**
 * What a scenario says about a random quantity, resolved to plain numbers in one unit: nanoseconds where it is a
 * duration, otherwise whatever the quantity is counted in.
 */
export type ResolvedDistribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  /** Draws below 0 become 0. */
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** exp of a normal with mean `mu` and standard deviation `sigma`. */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'gamma'; readonly mean: number; readonly shape: number }
  /** The sum of k exponentials. */
  | { readonly kind: 'erlang'; readonly mean: number; readonly k: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  /** Draws above the cap become the cap; Infinity: no cap. */
  | { readonly kind: 'pareto'; readonly scale: number; readonly shape: number; readonly cap: number }
  | { readonly kind: 'hyperexponential'; readonly branches: readonly { readonly p: number; readonly mean: number }[] }
  | { readonly kind: 'mixture'; readonly parts: readonly { readonly p: number; readonly of: ResolvedDistribution }[] }
  | { readonly kind: 'shifted'; readonly by: number; readonly of: ResolvedDistribution }
  /** Inverse distribution function: `p` from 0 to 1, rising; linear between points, from 0 at 0, flat after the last. */
  | { readonly kind: 'percentiles'; readonly points: readonly { readonly p: number; readonly value: number }[] }
  /** Each value equally likely. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] };
