import { expect, it } from 'vitest';
import { checkRandomScenarios } from './fuzz.ts';

it.each(Array.from({ length: 50 }, (_, index) => 1000 + index))('200 random scenarios (seed %i)', (seed) => {
  expect(() => checkRandomScenarios(seed, 200)).not.toThrow();
});
