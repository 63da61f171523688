import { describe, expect, it } from 'vitest';
import { setValue } from '../../sim-core/index.ts';
import { asForm, FORMS, formOf, roughMeanMs, sharing, withInner } from '../../web/panel/distributions.ts';
import { presetNamed } from '../presets/stories.ts';

describe('distributions in the editor', () => {
  it.each(FORMS)('%s begins with the mean of the form before', (form) => {
    const written = asForm(form, 40);
    expect(formOf(written)).toBe(form);
    // A Weibull distribution of shape 1 has its scale as mean; all others are exact too.
    expect(roughMeanMs(written)).toBeCloseTo(40, 1);
  });

  it.each(FORMS)('%s is accepted by the scenario', (form) => {
    const { scenario } = presetNamed('retry-storm');
    expect(setValue(scenario, 'services.db.work', asForm(form, 3))).toMatchObject({ ok: true });
  });

  it('knows what a duration alone stands for', () => {
    expect(formOf('30s', 'exponential')).toBe('exponential');
    expect(roughMeanMs('30s', 'exponential')).toBe(30_000);
    expect(formOf(undefined)).toBeUndefined();
  });

  it('replaces one inner value and leaves the rest', () => {
    const mixture = {
      mixture: [
        { p: '90%', of: '1ms' },
        { p: '10%', of: { exponential: { mean: '9ms' } } },
      ],
    };
    expect(withInner(mixture, ['mixture', 1, 'of', 'exponential', 'mean'], '5ms')).toEqual({
      mixture: [
        { p: '90%', of: '1ms' },
        { p: '10%', of: { exponential: { mean: '5ms' } } },
      ],
    });
    expect(mixture.mixture[1].of).toEqual({ exponential: { mean: '9ms' } });
  });

  it('gives parts shares that add up to one', () => {
    for (let count = 1; count <= 7; count++) {
      const parts = sharing(Array.from({ length: count }, () => ({ mean: '1ms' }))) as { p: number }[];
      expect(parts.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });
});
