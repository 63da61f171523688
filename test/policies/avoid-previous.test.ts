import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { BALANCER_POLICIES } from '../../sim-core/policies/balancers/balancer-keys.ts';
import { only, play, scenario } from '../model/story.ts';

type Document = Record<string, unknown>;

/** Everything fails, so that all attempts are made. */
const failing = (balancer: Document, retry: Document, service: Document = { instances: 3 }): Document => ({
  services: { a: { concurrency: 'infinite', work: '1ms', errorRate: '100%', ...service } },
  links: { 'user->a': { balancer, retry: { maxAttempts: 4, on: ['error', 'connect-failure'], ...retry } } },
  workloads: { user: { call: 'a', arrivals: { constant: 20 }, clients: 2 } },
});

/** Instances of each call's attempts in turn. Calls end long before the next begins. */
function instancesOf(document: Document): string[][] {
  const calls: string[][] = [];
  for (const line of only(play(document).lines, 'call', 'attempt')) {
    if (line.includes(' call ')) calls.push([]);
    else calls.at(-1)?.push(line.split(' ')[2]);
  }
  return calls;
}

const isRepeated = (instances: string[]) => instances.some((name, index) => name === instances[index - 1]);

describe.each(BALANCER_POLICIES)('avoidPrevious with %s', (policy) => {
  it('never takes the instance that has just failed while there is another', () => {
    const calls = instancesOf(failing({ policy }, { avoidPrevious: true }));
    expect(calls.length).toBeGreaterThan(150);
    expect(calls.filter(isRepeated)).toEqual([]);
    // The one before the last is free again, and taken by those who do not go round by themselves.
    const goesRound = policy === 'weighted-round-robin' || policy === 'peak-ewma';
    expect(calls.some(([first, , third]) => first === third)).toBe(!goesRound);
  });

  it('goes to and fro between two', () => {
    const calls = instancesOf(failing({ policy }, { avoidPrevious: true }, { instances: 2 }));
    expect(calls.every(([a, b, c, d]) => a !== b && a === c && b === d)).toBe(true);
  });

  it('takes the same when the caller knows no other', () => {
    const alone = failing({ policy }, { avoidPrevious: true }, { instances: 1 });
    expect(new Set(instancesOf(alone).flat())).toEqual(new Set(['a#1']));
    const digest = (document: Document) => simulate(scenario(document)).digest;
    expect(digest(alone)).toBe(digest(failing({ policy }, {}, { instances: 1 })));
  });

  it('leaves calls that need no retry as they are', () => {
    const well = (avoidPrevious: boolean) => {
      const document = failing({ policy }, { avoidPrevious }, { instances: 3, errorRate: 0 });
      const { digest, summary } = simulate(scenario(document));
      return { digest, summary };
    };
    expect(well(true)).toEqual(well(false));
  });

  it('goes on alike from a snapshot', () => {
    const running = createSimulation(scenario(failing({ policy }, { avoidPrevious: true, backoff: { base: '9ms' } })));
    running.runUntil(1234);
    const saved = structuredClone(running.snapshot());
    const fresh = createSimulation(scenario(failing({ policy }, { avoidPrevious: true, backoff: { base: '9ms' } })));
    fresh.restore(saved);
    running.run();
    fresh.run();
    expect(fresh.result()).toEqual(running.result());
  });
});

describe('without avoidPrevious', () => {
  it('a retry may meet the same instance again', () => {
    expect(instancesOf(failing({ policy: 'random' }, {})).filter(isRepeated).length).toBeGreaterThan(50);
  });
});

describe('what a caller does not know', () => {
  it('is no other instance: with a view of one it takes that one', () => {
    const document = failing({ policy: 'random' }, { avoidPrevious: true, backoff: { base: '1ms' } });
    const { lines } = play({
      ...document,
      duration: '4s',
      services: {
        a: {
          instances: 2,
          work: '1ms',
          errorRate: '100%',
          discovery: { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '100ms' },
        },
      },
      faults: [{ at: '1s', crash: { target: 'a#2' } }],
    });
    const late = only(lines, 'attempt').filter((line) => Number(line.split(' ')[0]) > 2000);
    expect(late.length).toBeGreaterThan(100);
    expect(new Set(late.map((line) => line.split(' ')[2]))).toEqual(new Set(['a#1']));
  });
});
