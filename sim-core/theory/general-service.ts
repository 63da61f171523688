/** Stations with Poisson arrivals and any service time. Times are in seconds, rates per second. */
import { sum } from './numeric.ts';

/**
 * M/G/1 by Pollaczek and Khinchine from mean and squared coefficient of variation of the service (Kleinrock I, ch. 5;
 * Harchol-Balter, ch. 23). Means hold for every discipline that does not look at the service times.
 */
export function mg1(lambda: number, mean: number, scv: number) {
  const rho = lambda * mean;
  const wait = (rho * mean * (1 + scv)) / (2 * (1 - rho));
  return { wait, time: wait + mean };
}

/** Squared coefficients of variation. */
export const SCV = {
  constant: () => 0,
  exponential: () => 1,
  uniform: (min: number, max: number) => {
    const ratio = (max - min) / (max + min);
    return (ratio * ratio) / 3;
  },
  erlang: (k: number) => 1 / k,
  lognormal: (cv: number) => cv * cv,
  hyperexponential: (branches: readonly { p: number; mean: number }[]) => {
    const mean = sum(branches.map((branch) => branch.p * branch.mean));
    return (2 * sum(branches.map((branch) => branch.p * branch.mean * branch.mean))) / (mean * mean) - 1;
  },
};
