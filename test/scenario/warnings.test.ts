import { describe, expect, test } from 'vitest';
import { accepted, queue } from './documents.ts';

describe('warnings', () => {
  test('load that is more than all workers can do', () => {
    expect(accepted(queue({ work: '30ms' })).warnings).toMatchObject([{ code: 'overload', path: 'services.server' }]);
    expect(accepted(queue({ work: '30ms', concurrency: 2 })).warnings).toEqual([]);
  });

  test('load spreads along calls with their probability and number', () => {
    const services = { server: { steps: [{ call: 'below', count: 3, probability: 0.5 }] }, below: { work: '15ms' } };
    expect(accepted({ ...queue(), services }).warnings).toMatchObject([{ code: 'overload', path: 'services.below' }]);
  });

  test('a host that vanishes where nobody has a timeout', () => {
    const faults = [{ at: 1, crash: { target: 'server', host: true } }];
    expect(accepted({ ...queue(), faults }).warnings).toMatchObject([{ code: 'host-crash-without-timeout' }]);
    expect(accepted({ ...queue({}, { timeout: '1s' }), faults }).warnings).toEqual([]);
  });

  test.each<[string, boolean]>([
    ['59.999s', false],
    ['60s', true],
    ['2m', true],
  ])('a fault planned at %s in a run of 60s: %s', (when, isLate) => {
    const faults = [
      { mtbf: '2m', mttr: '1s', crash: { target: 'server' } },
      { at: when, crash: { target: 'server' } },
    ];
    const { warnings } = accepted({ ...queue(), duration: '60s', faults });
    expect(warnings.map(({ code, path }) => [code, path])).toEqual(isLate ? [['fault-after-end', 'faults.1.at']] : []);
  });

  test('the warning about a late fault says both times', () => {
    const faults = [{ at: '2m', crash: { target: 'server' } }];
    expect(accepted({ ...queue(), duration: '1m', faults }).warnings[0].message).toBe(
      'begins at 2m, and the run ends at 1m: it changes nothing',
    );
  });

  test('a fault that hits nothing, a lease shorter than its heartbeat', () => {
    const document = { ...queue({ discovery: { lease: '1s' } }), zones: { a: {} } };
    const { warnings } = accepted({ ...document, faults: [{ at: 1, crash: { target: 'zone:a' } }] });
    expect(warnings.map(({ code }) => code)).toEqual(['short-lease', 'empty-target']);
  });
});
