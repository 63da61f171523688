/** Which predictions the panel shows: few numbers, and none that is true of any run. */
import type { TheoryResult } from '../../sim-core/index.ts';

const SHOWN: readonly string[] = [
  'artMs',
  'p50Ms',
  'p99Ms',
  'utilization',
  'queueLength.mean',
  'waitedRatio',
  'inFlightMean',
  'offeredRps',
  'throughputRps',
  'availability',
  'uptime',
  'attemptsPerRequest',
];

/** Results with the shown values alone; those that have none are left out. */
export function theoryRows(results: readonly TheoryResult[]): TheoryResult[] {
  return results
    .map((result) => ({
      ...result,
      values: Object.fromEntries(Object.entries(result.values).filter(([name]) => SHOWN.includes(name))),
    }))
    .filter(({ model, values }) => Object.keys(values).length > 0 && !isCertain(model, values));
}

/** One attempt that always succeeds needs no formula. */
function isCertain(
  model: string,
  { attemptsPerRequest = 1, availability = 1 }: Readonly<Record<string, number>>,
): boolean {
  return model === 'independent attempts' && attemptsPerRequest === 1 && availability === 1;
}
