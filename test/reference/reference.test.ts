import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accepted } from '../scenario/documents.ts';
import { compareRandomScenarios, compareWithReference, differenceBetween } from './compare.ts';
import { record } from './record.ts';
import { simulateByReference } from './reference.ts';
import { longSubsetArbitrary, subsetArbitrary } from './subset.ts';

const shop = {
  version: 1,
  seed: 1,
  duration: '1s',
  services: { web: { steps: [{ work: '5ms' }, { call: 'stock' }] }, stock: { work: '10ms' } },
  links: { 'web->stock': { timeout: '8ms' } },
  workloads: { user: { call: 'web', arrivals: { times: [0, '100ms'] } } },
};

describe('the engine and the reference', () => {
  it.each([1, 2, 3, 4])('do the same at every instant of 50 random scenarios (seed %i)', (seed) => {
    expect(() => compareRandomScenarios(subsetArbitrary, seed, 50)).not.toThrow();
  });

  it('do the same at every instant of 15 random scenarios in which minutes pass', () => {
    expect(() => compareRandomScenarios(longSubsetArbitrary, 5, 15)).not.toThrow();
  });

  it('meet what they are meant to meet', () => {
    const told = fc
      .sample(subsetArbitrary, { seed: 1, numRuns: 100 })
      .flatMap((document) => record(accepted(document)).lines.map(({ text }) => text));
    const patterns = [
      ...[/request of .* lost/, /response of .* lost/, /admitted, waits/, /refused: unavailable/, /quorum, [1-9]/],
      ...[
        /refused: connect-failure/,
        /answered: unavailable/,
        /answered: reset/,
        /released.*nobody [1-9]/,
        /branch 10/,
      ],
      ...[
        'ok',
        'degraded',
        'error',
        'timeout',
        'deadline-exceeded',
        'cancelled',
        'reset',
        'unavailable',
        'rejected',
      ].map((reason) => new RegExp(`ended: ${reason}`)),
    ];
    const counts = patterns.map((pattern) => `${pattern}: ${told.filter((text) => pattern.test(text)).length}`);
    expect(counts.filter((count) => count.endsWith(': 0'))).toEqual([]);
  });

  it('are compared line by line, and the first difference is told with what led to it', () => {
    expect(compareWithReference(shop)).toBe(54);
    const recording = record(accepted(shop));
    const changed = simulateByReference(accepted(shop).resolved, recording).map((line) =>
      line.text === 'r1>web#1>stock.1#1 admitted' ? { ...line, text: 'r1>web#1>stock.1#1 refused: unavailable' } : line,
    );
    expect(differenceBetween(recording, changed)?.split('\n').slice(0, 6)).toEqual([
      'The engine and the reference differ at 105000000 ns.',
      'Only the engine:',
      '  r1>web#1>stock.1#1 admitted',
      'Only the reference:',
      '  r1>web#1>stock.1#1 refused: unavailable',
      'Both, at this instant:',
    ]);
  });
});
