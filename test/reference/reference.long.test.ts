import { expect, it } from 'vitest';
import { compareRandomScenarios } from './compare.ts';
import { longSubsetArbitrary, subsetArbitrary } from './subset.ts';

const seeds = Array.from({ length: 10 }, (_, index) => 100 + index);

it.each(seeds)('the engine and the reference agree on 1,000 random scenarios (seed %i)', (seed) => {
  expect(() => compareRandomScenarios(subsetArbitrary, seed, 1000)).not.toThrow();
});

it.each(seeds)('the engine and the reference agree on 200 in which minutes pass (seed %i)', (seed) => {
  expect(() => compareRandomScenarios(longSubsetArbitrary, seed, 200)).not.toThrow();
});
