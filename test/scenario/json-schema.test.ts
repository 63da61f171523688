import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchema, keyTable } from '../../sim-core/scenario/index.ts';
import { problemsOf, queue, shop } from './documents.ts';

/** An independent reader of JSON Schema. */
const reader = z.fromJSONSchema(jsonSchema());
const fits = (document: unknown): boolean => reader.safeParse(document).success;

describe('the JSON Schema', () => {
  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(jsonSchema()))).toEqual(jsonSchema());
  });

  test('takes what the validator takes', () => {
    const documents = [shop(), queue(), queue({ concurrency: 'infinite' }), { version: 1, services: {} }];
    for (const document of [...documents, { ...queue(), changes: [], faults: [] }, queue({ work: '+5ms' })]) {
      expect(problemsOf(document)).toEqual([]);
      expect(fits(document)).toBe(true);
    }
  });

  test.each([
    ['an unknown key', { ...queue(), sed: 5 }],
    ['an unknown unit', queue({ work: '5 min' })],
    ['a negative duration', { ...queue(), duration: -5 }],
    ['a word that is none', queue({ threading: 'green' })],
    ['a missing key', { version: 1 }],
    ['two kinds of arrivals', { ...queue(), workloads: { w: { call: 'a', arrivals: { poisson: 1, constant: 1 } } } }],
    ['a name with a blank', { version: 1, services: { 'a b': {} } }],
    ['a key that does not work yet', queue({ healthCheck: {} })],
    ['a value that does not work yet', queue({ discovery: 'eureka' })],
    ['changes', { ...queue(), changes: [{ at: 1, set: 'services.server.work', to: 1 }] }],
    ['no endpoint', queue({ work: undefined, endpoints: {} })],
    ['a key of another kind of discovery', queue({ discovery: { mode: 'static', lease: 5 } })],
    ['a key of another kind of step', queue({ steps: [{ work: 1, count: 2 }] })],
    ['a workload that calls nothing', { ...queue(), workloads: { w: { arrivals: { poisson: 1 } } } }],
    ['a seed that a double cannot hold', { ...queue(), seed: 2 ** 60 }],
    ['an entry that is too small', queue({ instances: { count: 2, weights: [2, 0] } })],
  ])('refuses %s, as the validator does', (_, document) => {
    expect(problemsOf(document)).not.toEqual([]);
    expect(fits(document)).toBe(false);
  });

  test('describes every key of the table', () => {
    const text = JSON.stringify(jsonSchema());
    const missing = keyTable().filter(({ name }) => !text.includes(`"${name}":{`));
    expect(missing.filter(({ supported }) => supported)).toEqual([]);
  });
});
