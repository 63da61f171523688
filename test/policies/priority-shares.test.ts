import { assert, array, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesFor, shareOf } from '../../sim-core/policies/admission/index.ts';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from '../model/story.ts';
import { accepted, problemsOf, queue } from '../scenario/documents.ts';

const CLASSES = [
  { atLeast: 1, share: 0.6 },
  { atLeast: 3, share: 1 },
];
const SHARES = [
  { atLeast: 1, share: '60%' },
  { atLeast: 3, share: '100%' },
];

describe('shares of a limit', () => {
  it('are those of the highest class of a priority, and nothing below all', () => {
    expect([0, 1, 2, 3, 9].map((priority) => shareOf(CLASSES, priority))).toEqual([0, 0.6, 0.6, 1, 1]);
    expect(shareOf(CLASSES.toReversed(), 3)).toBe(1);
  });

  it('are rounded up, and exact where they are whole', () => {
    expect([0, 0.01, 0.5, 0.55, 0.6, 1].map((share) => placesFor(share, 20))).toEqual([0, 1, 10, 11, 12, 20]);
    expect(placesFor(0.5, 7)).toBe(4);
    expect([placesFor(0, Infinity), placesFor(0.1, Infinity)]).toEqual([0, Infinity]);
  });

  it('never give a lower priority more places', () => {
    const classes = array(record({ atLeast: integer({ min: 0, max: 9 }), percent: integer({ min: 0, max: 100 }) }));
    assert(
      property(classes, integer({ min: 0, max: 500 }), (given, limit) => {
        const percents = given.map(({ percent }) => percent).sort((a, b) => a - b);
        const starts = given.map(({ atLeast }) => atLeast).sort((a, b) => a - b);
        const shares = starts.map((atLeast, i) => ({ atLeast, share: percents[i] / 100 }));
        const places = Array.from({ length: 11 }, (_, priority) => placesFor(shareOf(shares, priority), limit));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places[10]).toBeLessThanOrEqual(limit);
      }),
      { seed: 1 },
    );
  });
});

describe('admission.priority', () => {
  const arrivals = (given: Record<string, [priority: number, ...times: number[]]>) =>
    Object.fromEntries(
      Object.entries(given).map(([id, [priority, ...times]]) => [id, { call: 'a', priority, arrivals: { times } }]),
    );

  it('refuses the lower class when its share is full, whoever fills it, and the higher one when all is', () => {
    const admission = { maxConcurrency: 5, priority: SHARES };
    const { lines } = play({
      services: { a: { concurrency: 'infinite', work: '10ms', admission } },
      workloads: arrivals({ low: [1, 2, 3], mid: [2, 4], high: [3, 0, 1, 5, 6, 7], none: [0, 20] }),
    });
    // Three places for the low ones: two are with high ones, the first low one takes the third.
    expect(only(lines, 'refused', 'ended').map((line) => line.replace(/ (process|send|queue|respond).*/, ''))).toEqual([
      ...['3 refused a#1 unavailable', '3 ended low->a unavailable'],
      ...['4 refused a#1 unavailable', '4 ended mid->a unavailable'],
      ...['7 refused a#1 unavailable', '7 ended high->a unavailable'],
      ...[
        '10 ended high->a ok',
        '11 ended high->a ok',
        '12 ended low->a ok',
        '15 ended high->a ok',
        '16 ended high->a ok',
      ],
      ...['20 refused a#1 unavailable', '20 ended none->a unavailable'],
    ]);
  });

  it('is that of the workload in calls below', () => {
    const services = {
      a: { concurrency: 'infinite', steps: [{ call: 'b' }] },
      b: { concurrency: 'infinite', work: '10ms', admission: { maxConcurrency: 2, priority: SHARES } },
    };
    const { lines } = play({ services, workloads: arrivals({ low: [1, 1, 2], high: [3, 0] }) });
    const ends = only(lines, 'ended').filter((line) => line.includes('->a '));
    expect(ends.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      '2 ended low->a error',
      '10 ended high->a ok',
      '11 ended low->a ok',
    ]);
  });

  it('of one whole class changes not a bit', () => {
    const result = (priority: unknown) =>
      simulate(
        scenario({
          services: {
            a: { work: { exponential: { mean: '10ms' } }, admission: { maxConcurrency: 4, priority } },
          },
          workloads: { low: { call: 'a', arrivals: { poisson: 150 } } },
        }),
      );
    const [without, whole] = [undefined, [{ atLeast: 0, share: '100%' }]].map(result);
    expect(whole.digest).toBe(without.digest);
    expect(whole.summary).toEqual(without.summary);
  });

  it('loses in overload what matters least, and keeps arrivals as they are', () => {
    const result = (priority: unknown) =>
      simulate(
        scenario({
          services: {
            a: { concurrency: 4, work: { exponential: { mean: '10ms' } }, admission: { maxConcurrency: 10, priority } },
          },
          workloads: {
            low: { call: 'a', arrivals: { poisson: 500 }, priority: 1 },
            high: { call: 'a', arrivals: { poisson: 200 }, priority: 3 },
          },
        }),
      ).summary;
    const [alike, shared] = [undefined, SHARES].map(result);
    expect(shared.system.started).toBe(alike.system.started);
    const lost = ({ failed, requests }: { failed: number; requests: number }) => failed / requests;
    expect(lost(alike.workloads.high)).toBeGreaterThan(0.3);
    expect(lost(shared.workloads.high)).toBeLessThan(0.02);
    expect(lost(shared.workloads.low)).toBeGreaterThan(lost(alike.workloads.low));
    expect(shared.services.a.utilization).toBeGreaterThan(0.93);
  });

  it('must be in order, and needs a limit', () => {
    const priority = [
      { atLeast: 2, share: '40%' },
      { atLeast: 0, share: '60%' },
    ];
    expect(problemsOf(queue({ admission: { maxConcurrency: 5, priority } }))).toMatchObject([
      { code: 'conflict', path: 'services.server.admission.priority.0.share' },
    ]);
    const { warnings } = accepted(queue({ admission: { priority: SHARES } }));
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['no-limit', 'services.server.admission.priority'],
    ]);
  });
});
