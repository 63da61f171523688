import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrastOf, inkOn } from '../../web/scene/contrast.ts';

describe('text on coloured ground', () => {
  it('is measured as WCAG does', () => {
    expect(contrastOf('#ffffff', '#000000')).toBeCloseTo(21, 6);
    expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it('reads on the band of every phase in every theme', () => {
    const css = readFileSync('web/ui/tokens.css', 'utf8');
    const bands = [...css.matchAll(/--p-[a-z]+: (#[0-9a-f]{6});/g)].map(([, color]) => color);
    expect(bands.length).toBeGreaterThanOrEqual(18);
    for (const band of bands) expect(contrastOf(band, inkOn(band))).toBeGreaterThanOrEqual(4.5);
  });
});
