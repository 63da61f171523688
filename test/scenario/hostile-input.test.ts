import { anything, assert, property, string } from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../sim-core/scenario/index.ts';
import { accepted, type Document, findings, problemsOf, queue, shop } from './documents.ts';

const YAML_TEXT = stringify(shop());

describe('row 9: sizes', () => {
  test.each([
    ['JSON of 20 MB', `{"version": 1, "name": "${'x'.repeat(20_000_000)}"}`],
    ['YAML of 20 MB', `version: 1\nname: ${'x'.repeat(20_000_000)}`],
    ['a name of 1 MB', { ...queue(), name: 'x'.repeat(1_000_000) }],
    ['an id of 1 MB', { version: 1, services: { ['x'.repeat(1_000_000)]: {} } }],
    ['20,001 services', { version: 1, services: numbered(20_001) }],
    ['200,001 instances', { version: 1, services: { a: { instances: 100_000 }, b: { instances: 100_000 }, c: {} } }],
    ['200,001 links', { version: 1, services: {}, links: numbered(200_001) }],
    ['3 million values', { version: 1, services: {}, view: new Array(3_000_000).fill(0) }],
    ['JSON nested a million deep', '{"version":'.repeat(400_000)],
    ['lists nested a million deep', '['.repeat(1_000_000)],
    ['YAML nested a million deep', `a: ${'['.repeat(1_000_000)}`],
    ['YAML of a million dashes', '- '.repeat(900_000)],
    ['aliases that multiply', billionLaughs()],
    ['an object that contains itself', circular()],
  ])(
    '%s is refused by a limit, quickly',
    (_, input) => {
      const problems = problemsOf(input);

      expect(problems.length).toBeGreaterThan(0);
      expect(['too-large', 'too-deep', 'out-of-range', 'bad-id']).toContain(problems[0].code);
      for (const { message, path, found } of problems) expect((message + path + found).length).toBeLessThan(1000);
    },
    10_000,
  );

  function numbered(count: number): Document {
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, {}]));
  }

  function billionLaughs(): string {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`);
    return lines.join('\n');
  }

  function circular(): Document {
    const document: Document = { version: 1 };
    document.view = document;
    return document;
  }

  test('a value that throws when it is looked at is refused, not thrown', () => {
    const hostile = Object.defineProperty({ version: 1 }, 'services', {
      enumerable: true,
      get() {
        throw new Error('caught you');
      },
    });
    expect(problemsOf(hostile)[0].code).toBe('wrong-type');
    expect(problemsOf({ version: 1, services: () => 1 })[0].code).toBe('wrong-type');
    expect(problemsOf(12n)[0].code).toBe('wrong-type');
    expect(problemsOf(undefined)[0].code).toBe('wrong-type');
  });
});

describe('row 12: versions of the format', () => {
  test.each([
    [2, 'version version'],
    [99, 'version version'],
    ['1', 'wrong-type version'],
    [0, 'out-of-range version'],
  ])('version %j is refused', (version, finding) => {
    expect(findings({ ...queue(), version })).toEqual([finding]);
  });

  test('without a version nothing is assumed', () => {
    const { version: _, ...document } = queue();
    expect(findings(document)).toEqual(['missing-key ']);
  });

  test('reading changes nothing in its input', () => {
    const document = deepFrozen(shop());
    const before = JSON.stringify(document);
    accepted(document, { set: [{ path: 'links.web->orders.timeout', value: '5ms' }] });
    expect(JSON.stringify(document)).toBe(before);
  });

  test('load, save and load again give the same scenario', () => {
    const first = accepted(YAML_TEXT);
    for (const text of [JSON.stringify(first.document), stringify(first.document)]) {
      const again = accepted(text);
      expect(again.document).toEqual(first.document);
      expect(again.resolved).toEqual(first.resolved);
      expect(again.hash).toBe(first.hash);
    }
  });

  function deepFrozen<T>(value: T): T {
    if (typeof value === 'object' && value !== null) {
      Object.freeze(value);
      for (const inner of Object.values(value)) deepFrozen(inner);
    }
    return value;
  }
});

describe('row 13: markup in texts', () => {
  test('names and descriptions are kept as they are, ids cannot carry markup', () => {
    const name = '<img src=x onerror=alert(1)>';
    expect(accepted({ ...queue(), name, description: name }).resolved).toMatchObject({ name, description: name });
    expect(findings({ version: 1, services: { '<b>': {} } })).toEqual(['bad-id services.<b>']);
  });
});

describe('row 17: long times', () => {
  test('100 days are exact, more are refused', () => {
    expect(accepted({ ...queue(), duration: '100d' }).resolved.durationNs).toBe(8_640_000_000_000_000);
    expect(findings({ ...queue(), duration: '101d' })).toEqual(['out-of-range duration']);
  });
});

describe('rows 28 and 29: long and strange texts', () => {
  test('a million blanks or digits are refused in linear time', () => {
    for (const text of [' '.repeat(1_000_000), '1'.repeat(1_000_000), `${'1'.repeat(500_000)}ms`]) {
      expect(findings(queue({ work: text }))).toEqual(['bad-unit services.server.work']);
    }
  });

  test('strange characters are kept exactly in texts and refused in ids', () => {
    const name = 'a\u202eb\u0301\u200b😀\ud800';
    const { document } = accepted(JSON.stringify({ ...queue(), name }));
    expect(document.name).toBe(name);
    expect(findings({ version: 1, services: { café: {} } })).toEqual(['bad-id services.café']);
  });
});

test('anything at all gives an answer, never an exception', () => {
  assert(
    property(anything({ withNullPrototype: true, withSparseArray: true }), (value) => {
      expect(parseScenario(value).ok).toBe(false);
    }),
    { numRuns: 300, seed: 5 },
  );
  assert(
    property(string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(parseScenario(text).ok).toBe(false);
    }),
    { numRuns: 500, seed: 6 },
  );
});
