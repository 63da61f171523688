import { describe, expect, it } from 'vitest';
import { checkLaw, checkRandomScenarios, LAWS } from './fuzz.ts';

it.each(Array.from({ length: 50 }, (_, index) => 1000 + index))('200 random scenarios (seed %i)', (seed) => {
  expect(() => checkRandomScenarios(seed, 200)).not.toThrow();
});

describe.each(Object.keys(LAWS))('random scenarios %s', (law) => {
  it.each(Array.from({ length: 20 }, (_, index) => 5000 + index))('(seed %i)', (seed) => {
    expect(() => checkLaw(law, seed, 50)).not.toThrow();
  });
});
