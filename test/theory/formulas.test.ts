import { describe, expect, it } from 'vitest';
import { MODELS } from './models.ts';

const PUBLISHED = MODELS.flatMap((model) =>
  model.checks.flatMap(({ what, expected, formula }) =>
    formula === undefined ? [] : [{ name: `${model.name}: ${what}`, expected, formula }],
  ),
);

describe('the formulas', () => {
  it.each(PUBLISHED)('give the published figure of $name', ({ expected, formula }) => {
    expect(Math.abs(formula / expected - 1)).toBeLessThan(1e-5);
  });
});
