/** Figures of one run, in seconds where they are times; NaN where there is none, which agrees with nothing. */
import type { RunResult } from '../../../sim-core/index.ts';
import { times } from '../protocol.ts';

export const system = (result: RunResult) => result.summary.system;

export const seconds = (ms: number | null | undefined): number =>
  ms === null || ms === undefined ? Number.NaN : ms / 1000;

export const artOf = (result: RunResult) => seconds(system(result).artMs);
export const waitOf = (result: RunResult) => seconds(system(result).phases.queueMs);
export const sendOf = (result: RunResult) => seconds(system(result).phases.sendMs);
export const failedTimeOf = (result: RunResult) => seconds(system(result).artFailedMs);
export const blockedOf = (result: RunResult) => (system(result).failedBy.unavailable ?? 0) / system(result).requests;
export const attemptsOf = (result: RunResult) => system(result).attemptsPerRequest ?? Number.NaN;
export const availabilityOf = (result: RunResult) => system(result).availability ?? Number.NaN;

/** Of the mean instance. */
export const upOf = (result: RunResult): number => {
  const instances = Object.values(result.summary.instances);
  return instances.reduce((total, instance) => total + (instance.uptime ?? Number.NaN), 0) / instances.length;
};

/** Exponential work of a mean in seconds, as a scenario says it. */
export const exponential = (mean: number) => ({ exponential: { mean: times(mean) } });
