import { describe, expect, it } from 'vitest';
import { purityViolations } from './check-purity.ts';
import { readRepoFile, repoFiles } from './repo-files.ts';

const check = (text: string) => purityViolations({ path: 'sim-core/kernel/made-up.ts', text });

describe('sim-core', () => {
  it('uses no clock, host, locale, global randomness or engine-approximated mathematics', () => {
    const files = repoFiles(/^sim-core\/.*\.tsx?$/);

    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((path) => purityViolations(readRepoFile(path)))).toEqual([]);
  });
});

describe('the checker', () => {
  it.each([
    ['Date', 'const now = Date.now();'],
    ['Date', 'const now = new Date();'],
    ['performance', 'const now = performance.now();'],
    ['setTimeout', 'setTimeout(() => step(), 10);'],
    ['console', "console.log('here');"],
    ['process', 'const jobs = process.env.JOBS;'],
    ['window', 'const width = window.innerWidth;'],
    ['globalThis', "const clock = globalThis['Date'];"],
    ['Intl', "const format = new Intl.NumberFormat('en');"],
    ['crypto', 'const bytes = crypto.getRandomValues(new Uint8Array(4));'],
    ['toLocaleString', 'const text = value.toLocaleString();'],
    ['localeCompare', 'names.sort((a, b) => a.localeCompare(b));'],
    ['import.meta', 'const here = import.meta.url;'],
    ['Math.random', 'const draw = Math.random();'],
    ['Math.log', 'const wait = -Math.log(u);'],
    ['Math.exp', 'const weight = Math.exp(-age);'],
    ['Math.pow', 'const delay = Math.pow(2, attempt);'],
    ['Math.hypot', 'const norm = Math.hypot(x, y);'],
    ['Math as a value', 'const { log } = Math;'],
    ['Math as a value', "const ln = Math['log'];"],
    ['the operator **', 'const delay = 2 ** attempt;'],
    ['the operator **=', 'delay **= 2;'],
  ])('finds %s', (what, text) => {
    expect(check(text)).toEqual([`sim-core/kernel/made-up.ts:1 uses ${what}`]);
  });

  it('names the line', () => {
    expect(check('const a = 1;\n\nconst b = Math.random();')).toEqual([
      'sim-core/kernel/made-up.ts:3 uses Math.random',
    ]);
  });

  it('allows the exact functions and constants of Math', () => {
    expect(check('const n = Math.floor(Math.sqrt(x)) + Math.imul(a, b) + Math.clz32(c) * Math.LN2;')).toEqual([]);
  });

  it('allows a name of our own, a member and a word in a comment or a string', () => {
    expect(check('for (const window of windows) add(window.startMs);')).toEqual([]);
    expect(check('const stage = { process: 1 }; use(stage.process);')).toEqual([]);
    expect(check("// Math.random() is not used, nor 2 ** 3\nconst text = 'Date.now() ** 2';")).toEqual([]);
    expect(check('interface Clock { readonly performance: number }')).toEqual([]);
  });
});
