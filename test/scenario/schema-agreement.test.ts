/** The emitted schema, read by an independent reader, and the validator say the same of documents that are nearly right. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchema, keyTable, type Problem } from '../../sim-core/scenario/index.ts';
import { scenarioArbitrary } from '../fuzz/scenario-arbitrary.ts';
import { type Document, problemsOf, queue, shop } from './documents.ts';

const reader = z.fromJSONSchema(jsonSchema());
const fits = (document: unknown): boolean => reader.safeParse(document).success;

const KEY_NAMES = [...new Set(keyTable().map(({ name }) => name))];

/** Ids and link names that exist, links and ids that are none, names that mean something to JavaScript. */
const OTHER_NAMES = [
  'orders',
  'service0',
  'web->orders',
  'a->',
  '*',
  'a b',
  'tmeout',
  '',
  '100',
  '50.5',
  'constructor',
];

const VALUES: readonly unknown[] = [
  ...[null, true, false, -1, 0, 0.5, 1, 2, 3, 7.5, 1000, 1e12, 1e300, [], {}, [1], [1, 2], ['5ms'], [null]],
  ...[
    '',
    'infinite',
    '5ms',
    '5 ms',
    '-5ms',
    '5',
    '20%',
    '200/s',
    '4KiB',
    '10Mbps',
    'fifo',
    'lifo',
    'all',
    'any',
    'static',
  ],
  ...[
    'client',
    'push',
    'eureka',
    'full',
    'random',
    'maglev',
    'error',
    'link',
    'instance',
    'own',
    'orders',
    'orders.place',
  ],
  ...[
    ['timeout'],
    ['timeot'],
    [false],
    [{ call: 'stock' }],
    [{ work: 1 }],
    [{ p: 0.5, steps: [] }],
    [{ at: 1, scale: 2 }],
  ],
  ...[
    { constant: 5 },
    { exponential: { mean: '5ms' } },
    { exponential: {} },
    { uniform: { min: 1, max: 2 }, constant: 1 },
  ],
  ...[
    { poisson: 5 },
    { closed: { users: 1 } },
    { bursty: {} },
    { mode: 'client' },
    { mode: 'static', lease: 1 },
    { lease: 1 },
  ],
  ...[{ policy: 'random', choices: 3 }, { target: 'orders' }, { shared: 1 }, { kind: 'tokens', ttl: 1 }],
];

/** Which place of a document, and what is done there. */
interface Change {
  readonly place: number;
  readonly kind: 'replace' | 'add' | 'remove';
  readonly name: string;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom('replace', 'add', 'remove'),
  name: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...KEY_NAMES) },
    { weight: 1, arbitrary: fc.constantFrom(...OTHER_NAMES) },
  ),
  value: fc.constantFrom(...VALUES),
});

const nearlyRight = fc
  .tuple(
    fc.oneof(scenarioArbitrary, fc.constant(shop()), fc.constant(queue())),
    fc.array(change, { minLength: 1, maxLength: 2 }),
  )
  .map(([document, changes]) => changes.reduce(changed, document));

type Container = Record<string, unknown> | unknown[];

function changed(document: Document, { place, kind, name, value }: Change): Document {
  const copy = JSON.parse(JSON.stringify(document)) as Document;
  const containers = containersIn(copy);
  const [container, key] = entriesOf(containers)[place % entriesOf(containers).length];
  if (kind === 'replace') Reflect.set(container, key, value);
  else if (kind === 'add') addTo(containers[place % containers.length], name, value);
  else if (Array.isArray(container)) container.splice(Number(key), 1);
  else Reflect.deleteProperty(container, key);
  return copy;
}

function addTo(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  else container[name] = value;
}

function containersIn(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Container, ...Object.values(value).flatMap(containersIn)];
}

function entriesOf(containers: readonly Container[]): [Container, string][] {
  return containers.flatMap((container) => Object.keys(container).map((key): [Container, string] => [container, key]));
}

/** What no schema says: relations between values that stand apart, and amounts that are written with a unit. */
function isBeyondSchema({ code, path, message, found }: Problem): boolean {
  if (['unknown-reference', 'duplicate-id', 'cycle', 'bad-file'].includes(code)) return true;
  const isTarget = code === 'bad-id' && path.endsWith('.target');
  const isAmount = code === 'out-of-range' && /^"\+?[0-9]/.test(found);
  const isSum = code === 'out-of-range' && /add up to|needs \d+ successes/.test(message);
  const isOfDistribution =
    (code === 'conflict' && /\.(lognormal|percentiles|uniform)$/.test(path)) ||
    message.startsWith('the 100th percentile');
  const isOfPair = /^(warmup must be shorter|planned and random|when it happens|\w+ describes the only endpoint)/.test(
    message,
  );
  const isOfEntries =
    /^(\d+ (speed|weight)s? for|two entries begin|arrivals at given times|there are \d+ rates|no state lasts)/.test(
      message,
    );
  return isTarget || isAmount || isSum || isOfDistribution || isOfPair || isOfEntries;
}

describe('the JSON Schema and the validator', () => {
  test('both take random scenarios', () => {
    fc.assert(
      fc.property(scenarioArbitrary, (document) => {
        expect(problemsOf(document)).toEqual([]);
        expect(fits(document)).toBe(true);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('agree on documents with one or two changes', () => {
    let takenCount = 0;
    let refusedCount = 0;
    fc.assert(
      fc.property(nearlyRight, (document) => {
        const problems = problemsOf(document);
        const isRefused = problems.some((problem) => !isBeyondSchema(problem));
        if (isRefused) refusedCount++;
        else takenCount++;
        expect({ fits: fits(document), problems }).toEqual({ fits: !isRefused, problems });
      }),
      { seed: 1, numRuns: 2000 },
    );
    expect(Math.min(takenCount, refusedCount)).toBeGreaterThan(300);
  });
});
