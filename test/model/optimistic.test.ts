import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

const commits = (times: number[], more: Record<string, unknown> = {}, retry?: Record<string, unknown>) => ({
  services: {
    a: {
      instances: 2,
      concurrency: 'infinite',
      endpoints: { set: { optimistic: true, steps: [{ work: '10ms' }] }, get: { steps: [{ work: '10ms' }] } },
      ...more,
    },
  },
  links: { '*': retry === undefined ? {} : { retry } },
  workloads: { p: { call: 'a.set', arrivals: { times } } },
});
const ends = (document: Record<string, unknown>) => only(play(document).lines, 'ended');

describe('an optimistic endpoint', () => {
  it('fails after its work when another has ended well since it arrived, at whatever instance', () => {
    expect(ends(commits([0, 4, 9, 10, 12, 25]))).toEqual([
      '10 ended p->a ok process=10',
      '14 ended p->a error process=10',
      '19 ended p->a error process=10',
      // It arrives in the instant in which the first ended, after that.
      '20 ended p->a ok process=10',
      '22 ended p->a error process=10',
      '35 ended p->a ok process=10',
    ]);
  });

  it('is not changed by those that fail, nor by other endpoints', () => {
    const document = commits([0, 4, 11]);
    const workloads = { ...document.workloads, q: { call: 'a.get', arrivals: { times: [0, 1, 2] } } };
    expect(ends({ ...document, workloads }).filter((line) => line.includes('p->'))).toEqual([
      '10 ended p->a ok process=10',
      '14 ended p->a error process=10',
      '21 ended p->a ok process=10',
    ]);
  });

  it('succeeds at a retry that nobody overtakes', () => {
    expect(ends(commits([0, 4], {}, { maxAttempts: 2, on: ['error'] }))).toEqual([
      '10 ended p->a ok process=10',
      '24 ended p->a ok process=10 retry=10',
    ]);
  });

  it('remembers across a crash', () => {
    const faults = [{ at: 11, for: 1, crash: { target: 'a#1' } }];
    const run = (more: Record<string, unknown>) => ends({ ...commits([0, 4, 30]), ...more });
    expect(run({ faults }).at(-1)).toBe(run({}).at(-1));
  });

  it('one at a time is as good as one that is not', () => {
    const run = (optimistic: boolean) =>
      simulate(
        scenario({
          services: { a: { endpoints: { set: { optimistic, errorRate: 0.2, steps: [{ work: '4ms' }] } } } },
          workloads: {
            p: { call: 'a.set', arrivals: { closed: { users: 1, think: { exponential: { mean: '5ms' } } } } },
          },
        }),
      );
    expect(run(true).summary).toEqual(run(false).summary);
    expect(run(true).digest).toBe(run(false).digest);
  });
});
