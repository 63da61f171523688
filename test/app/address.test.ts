import { describe, expect, it } from 'vitest';
import { formatView, parseView } from '../../web/app/address.ts';
import type { View } from '../../web/app/address.ts';

const nothing: View = { tMs: null, speed: null, language: null, theme: null, selection: null, stamp: null };

describe('view in the address', () => {
  it('reads back what it wrote', () => {
    const view: View = {
      tMs: 35_000.125,
      speed: 0.02,
      language: 'zh-CN',
      theme: 'dark',
      selection: { kind: 'link', id: 'web->orders' },
      stamp: { version: '1.0.0', digest: 'c1-0123456789abcdef0123456789abcdef' },
    };
    expect(parseView(formatView(view))).toEqual({ view, damaged: null });
    expect(parseView(formatView(nothing))).toEqual({ view: nothing, damaged: null });
  });

  it('is readable', () => {
    const query = formatView({ ...nothing, tMs: 35_000, selection: { kind: 'link', id: 'web->orders' } });
    expect([...query]).toEqual([
      ['t', '35s'],
      ['select', 'link:web~orders'],
    ]);
  });

  it('takes times in any unit and the short name of Chinese', () => {
    const timeOf = (t: string) => parseView(new Map([['t', t]])).view.tMs;
    expect(['1500ms', '1.5s', '2m', '3'].map(timeOf)).toEqual([1500, 1500, 120_000, 3000]);
    expect(parseView(new Map([['lang', 'zh']])).view.language).toBe('zh-CN');
  });

  it.each([
    ['t', '-5s'],
    ['t', '1e9s'],
    ['speed', '0'],
    ['speed', 'fast'],
    ['lang', 'fr'],
    ['theme', 'pink'],
    ['select', 'planet:mars'],
    ['select', 'orders'],
    ['stamp', 'nonsense'],
  ])('names %s=%s as damaged', (name, value) => {
    expect(parseView(new Map([[name, value]])).damaged).toBe(`${name}=${value}`);
  });

  it('leaves alone what it does not know', () => {
    expect(parseView(new Map([['utm_source', 'mail']]))).toEqual({ view: nothing, damaged: null });
  });
});
