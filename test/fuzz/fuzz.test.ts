import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLaw, checkRandomScenarios, LAWS, runWatched } from './fuzz.ts';
import { scenarioArbitrary } from './scenario-arbitrary.ts';

const reasonsOf = (failedBy: Readonly<Record<string, number>>) =>
  Object.keys(failedBy).filter((reason) => failedBy[reason] > 0);

describe('random scenarios', () => {
  it.each([1, 2, 3, 4])(
    'keep every law and end alike twice (seed %i)',
    (seed) => {
      expect(() => checkRandomScenarios(seed, 60)).not.toThrow();
    },
    120_000,
  );

  it.each(Object.keys(LAWS))(
    '%s',
    (law) => {
      expect(() => checkLaw(law, 1, 12)).not.toThrow();
    },
    120_000,
  );

  it('meet what they are meant to meet', () => {
    const runs = fc.sample(scenarioArbitrary, { seed: 1, numRuns: 120 }).map((document) => runWatched(document).result);
    const reasons = new Set(runs.flatMap(({ summary }) => reasonsOf(summary.system.failedBy)));
    const count = (has: (result: (typeof runs)[number]) => boolean) => runs.filter(has).length;

    expect([...reasons]).toEqual(expect.arrayContaining(['timeout', 'error', 'connect-failure', 'unavailable']));
    expect(count(({ summary }) => summary.system.ok > 0)).toBeGreaterThan(60);
    expect(count(({ summary }) => summary.system.errorsHandled > 0)).toBeGreaterThan(22);
    expect(
      count(({ summary }) => Object.values(summary.services).some(({ crashes = 0 }) => crashes > 0)),
    ).toBeGreaterThan(12);
  });
});
