import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

const once = (atMs: number[]) => ({ user: { call: 'a', arrivals: { times: atMs } } });
const chain = (first: Document, second: Document, third: Document = {}): Document => ({
  services: {
    a: { steps: [{ work: '5ms' }, { call: 'b' }, { work: '5ms' }] },
    b: { steps: [{ work: '5ms' }, { call: 'c' }] },
    c: { work: '20ms' },
  },
  links: { 'user->a': first, 'a->b': second, 'b->c': third },
  workloads: once([0]),
});

describe('a deadline', () => {
  it('ends a call with all its attempts; the server works on for nobody', () => {
    const { lines } = play({
      services: { a: { work: '10ms', concurrency: 'infinite' } },
      links: { 'user->a': { timeout: '4ms', deadline: '6ms', retry: { maxAttempts: 5 } } },
      workloads: once([0]),
    });
    expect(lines).toEqual([
      '0 call user->a',
      '0 attempt a#1 1',
      '0 admitted a#1',
      '4 attemptEnded a#1 timeout',
      '4 attempt a#1 2',
      '4 admitted a#1',
      '6 attemptEnded a#1 deadline-exceeded',
      '6 ended user->a deadline-exceeded process=2 retry=4',
      '10 released a#1 held=10 wasted=6',
      '10 answered a#1 ok',
      '14 released a#1 held=10 wasted=8',
      '14 answered a#1 ok',
    ]);
  });

  it('that a backoff would pass is not waited for: the call fails at once with the reason of its last attempt', () => {
    const { lines } = play({
      services: { a: { work: '10ms', errorRate: 1 } },
      links: {
        'user->a': {
          deadline: '30ms',
          retry: { maxAttempts: 5, on: ['error'], backoff: { base: '10ms', multiplier: 1 } },
        },
      },
      workloads: once([0]),
    });
    expect(only(lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '20 attempt a#1 2',
      '30 ended user->a deadline-exceeded process=10 retry=20',
    ]);
    const shorter = play({
      services: { a: { work: '10ms', errorRate: 1 } },
      links: { 'user->a': { deadline: '20ms', retry: { maxAttempts: 5, on: ['error'], backoff: { base: '10ms' } } } },
      workloads: once([0]),
    });
    expect(only(shorter.lines, 'attempt', 'ended')).toEqual(['0 attempt a#1 1', '10 ended user->a error process=10']);
  });

  it('of 0 leaves no time for an attempt', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { deadline: '0s', retry: { maxAttempts: 3 } } },
      workloads: once([7]),
    });
    expect(lines).toEqual(['7 call user->a', '7 ended user->a deadline-exceeded']);
  });

  it('stays with its call unless it is propagated', () => {
    const { lines } = play(chain({ deadline: '15ms' }, {}));
    expect(only(lines, 'ended')).toEqual([
      '15 ended user->a deadline-exceeded process=5 downstream=10',
      '30 ended b->c ok process=20',
      '30 ended a->b ok process=5 downstream=20',
    ]);
  });

  it('that is propagated is inherited by the callee’s own calls, as far as it is passed on', () => {
    const { lines } = play(chain({ deadline: '15ms', propagateDeadline: true }, { propagateDeadline: true }));
    expect(only(lines, 'ended', 'answered')).toEqual([
      '15 ended user->a deadline-exceeded process=5 downstream=10',
      '15 ended a->b deadline-exceeded process=5 downstream=5',
      '15 answered a#1 deadline-exceeded',
      '15 ended b->c deadline-exceeded process=5',
      '15 answered b#1 deadline-exceeded',
      '30 answered c#1 ok',
    ]);
    const notPassedOn = play(chain({ deadline: '15ms', propagateDeadline: true }, {}));
    expect(only(notPassedOn.lines, 'ended').at(-1)).toBe('30 ended b->c ok process=20');
  });

  it('is the sooner of the own and the inherited one', () => {
    const { lines } = play(
      chain({ deadline: '25ms', propagateDeadline: true }, { deadline: '8ms', propagateDeadline: true }),
    );
    expect(only(lines, 'ended')).toEqual([
      '13 ended a->b deadline-exceeded process=5 downstream=3',
      '13 ended b->c deadline-exceeded process=3',
      '13 ended user->a deadline-exceeded process=5 downstream=8',
    ]);
  });

  it('passes through `parallel` as itself when the branch that decides brings it', () => {
    const { lines } = play({
      services: {
        a: { steps: [{ parallel: [{ call: 'b' }, { steps: [{ delay: '3ms' }] }] }] },
        b: { work: '20ms' },
      },
      links: { 'a->b': { deadline: '5ms' } },
      workloads: once([0]),
    });
    expect(only(lines, 'answered', 'ended')).toEqual([
      '5 ended a->b deadline-exceeded process=5',
      '5 answered a#1 deadline-exceeded',
      '5 ended user->a deadline-exceeded downstream=5',
      '20 answered b#1 ok',
    ]);
  });
});

describe('a fallback', () => {
  const failing = (link: Document): Document => ({
    services: { a: { work: '10ms', errorRate: 1 } },
    links: { 'user->a': link },
    workloads: once([0]),
  });

  it('answers a while after the last attempt has failed: degraded, and all its time is `retry`', () => {
    const { lines } = play(failing({ fallback: { after: '2ms' }, retry: { maxAttempts: 2, on: ['error'] } }));
    expect(only(lines, 'attemptEnded', 'ended')).toEqual([
      '10 attemptEnded a#1 error',
      '20 attemptEnded a#1 error',
      '22 ended user->a degraded retry=22',
    ]);
  });

  it('answers also when the deadline has cut the call, or nothing could be sent', () => {
    expect(only(play(failing({ fallback: { after: '2ms' }, deadline: '4ms' })).lines, 'ended')).toEqual([
      '6 ended user->a degraded retry=6',
    ]);
    expect(only(play(failing({ fallback: { after: '2ms' }, deadline: '0s' })).lines, 'ended')).toEqual([
      '2 ended user->a degraded retry=2',
    ]);
  });

  it('lets the endpoint above go on: its request is ok, saved by the fallback', () => {
    const document = {
      services: { a: { steps: [{ call: 'b' }, { work: '1ms' }] }, b: { work: '10ms', errorRate: 1 } },
      links: { 'a->b': { fallback: { after: '0s' } } },
      workloads: { user: { call: 'a', arrivals: { constant: 10 } } },
    };
    const { summary } = simulate(scenario(document), { check: true });
    expect(summary.links['a->b'].degraded).toBe(summary.links['a->b'].requests);
    expect(summary.workloads.user).toMatchObject({ failed: 0, degraded: 0, ehr: 1 });
    expect(summary.workloads.user.ledger?.fallback.handled).toBe(summary.workloads.user.requests);
  });
});

describe('a bulkhead', () => {
  const bulkhead = (maxConcurrent: number, maxPending: number, link: Document = {}): Document => ({
    services: { a: { concurrency: 'infinite', work: '10ms' } },
    links: { 'user->a': { bulkhead: { maxConcurrent, maxPending }, ...link } },
    workloads: once([0, 1, 2, 3]),
  });

  it('lets so many attempts of a caller in, so many wait in line, and the rest is rejected', () => {
    expect(play(bulkhead(1, 2)).lines).toEqual([
      '0 call user->a',
      '0 attempt a#1 1',
      '0 admitted a#1',
      '1 call user->a',
      '2 call user->a',
      '3 call user->a',
      '3 ended user->a rejected',
      '10 released a#1 held=10 wasted=0',
      '10 answered a#1 ok',
      '10 attemptEnded a#1 ok',
      '10 ended user->a ok process=10',
      '10 attempt a#1 1',
      '10 admitted a#1',
      '20 released a#1 held=10 wasted=0',
      '20 answered a#1 ok',
      '20 attemptEnded a#1 ok',
      '20 ended user->a ok send=9 process=10',
      '20 attempt a#1 1',
      '20 admitted a#1',
      '30 released a#1 held=10 wasted=0',
      '30 answered a#1 ok',
      '30 attemptEnded a#1 ok',
      '30 ended user->a ok send=18 process=10',
    ]);
  });

  it('gives the place of an attempt that times out or meets its deadline to the next, and takes those out of the line', () => {
    expect(only(play(bulkhead(1, 3, { deadline: '12ms' })).lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '10 ended user->a ok process=10',
      '10 attempt a#1 1',
      '13 ended user->a deadline-exceeded send=9 process=3',
      '13 attempt a#1 1',
      '14 ended user->a deadline-exceeded send=11 process=1',
      '14 attempt a#1 1',
      '15 ended user->a deadline-exceeded send=11 process=1',
    ]);
    expect(only(play(bulkhead(1, 3, { deadline: '9ms' })).lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '9 ended user->a deadline-exceeded process=9',
      '9 attempt a#1 1',
      '10 ended user->a deadline-exceeded send=8 process=1',
      '10 attempt a#1 1',
      '11 ended user->a deadline-exceeded send=8 process=1',
      '11 attempt a#1 1',
      '12 ended user->a deadline-exceeded send=8 process=1',
    ]);
  });

  it('that is never full is none', () => {
    const digest = (link: Document) => {
      const document = { ...bulkhead(1, 1), links: { 'user->a': link } };
      return simulate(scenario(document)).digest;
    };
    expect(digest({ bulkhead: { maxConcurrent: 4, maxPending: 0 } })).toBe(digest({}));
    expect(digest({ bulkhead: { maxConcurrent: 'infinite', maxPending: 'infinite' } })).toBe(digest({}));
  });

  it('never holds more than it may, and loses nobody, with crashes and retries', () => {
    const document = scenario({
      services: {
        front: { instances: 2, concurrency: 'infinite', steps: [{ call: 'back' }] },
        back: { instances: 2, work: { exponential: { mean: '12ms' } }, errorRate: '20%' },
      },
      links: {
        'front->back': {
          bulkhead: { maxConcurrent: 3, maxPending: 4 },
          timeout: '60ms',
          deadline: '90ms',
          retry: { maxAttempts: 3, on: ['error', 'timeout', 'rejected'], backoff: { base: '5ms' } },
          hedge: { delay: '15ms' },
        },
      },
      workloads: { user: { call: 'front', arrivals: { poisson: 150 } } },
      faults: [{ mtbf: '400ms', mttr: '50ms', crash: { target: 'front' } }],
    });
    const simulation = createSimulation(document, { check: true });
    const { world } = simulation;
    let mostHeld = 0;
    let mostWaiting = 0;
    while (simulation.runUntil(10_000, 1) === 'running') {
      for (let caller = 0; caller < world.callerLink.length; caller++) {
        if (world.links[world.callerLink[caller]].bulkhead === null) continue;
        let held = 0;
        for (let attempt = 0; attempt < world.attempts.pool.used; attempt++) {
          const isHere = world.attempts.state[attempt] !== 0 && world.attempts.caller[attempt] === caller;
          if (isHere && world.attempts.holdsPlace[attempt] === 1) held++;
        }
        if (held !== world.guards.bulkheadHeld[caller])
          throw new Error(`${world.guards.bulkheadHeld[caller]} held, ${held} hold`);
        mostHeld = Math.max(mostHeld, held);
        mostWaiting = Math.max(mostWaiting, world.guards.bulkheadWaiting[caller]);
      }
    }
    expect(mostHeld).toBe(3);
    expect(mostWaiting).toBe(4);
    expect(simulation.result().summary.links['front->back'].failedBy.rejected).toBeGreaterThan(0);
    expect(simulation.auditor?.report()).toEqual([]);
  });
});

describe('a rate limit of a caller', () => {
  const limited = (rateLimit: Document, link: Document = {}): Document => ({
    services: { a: { concurrency: 'infinite', work: '1ms' } },
    links: { 'user->a': { rateLimit, ...link } },
    workloads: once([0, 0, 0, 0]),
  });

  it('lets a burst through and rejects the rest, or lets it wait for its turn', () => {
    const rateLimit = { rate: '100/s', burst: 2 };
    expect(only(play(limited(rateLimit)).lines, 'ended')).toEqual([
      '0 ended user->a rejected',
      '0 ended user->a rejected',
      '1 ended user->a ok process=1',
      '1 ended user->a ok process=1',
    ]);
    expect(only(play(limited({ ...rateLimit, wait: '15ms' })).lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '0 attempt a#1 1',
      '0 ended user->a rejected',
      '1 ended user->a ok process=1',
      '1 ended user->a ok process=1',
      '10 attempt a#1 1',
      '11 ended user->a ok send=10 process=1',
    ]);
  });

  it('counts retries too, and what a deadline cuts short has used its turn', () => {
    const rateLimit = { rate: '100/s', burst: 1, wait: '1s' };
    expect(only(play(limited(rateLimit, { deadline: '15ms' })).lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '1 ended user->a ok process=1',
      '10 attempt a#1 1',
      '11 ended user->a ok send=10 process=1',
      '15 ended user->a deadline-exceeded send=15',
      '15 ended user->a deadline-exceeded send=15',
    ]);
  });

  it('never lets more through than its burst and its rate, whatever comes', () => {
    const document = {
      duration: '20s',
      services: { a: { concurrency: 'infinite', work: '1ms', errorRate: '50%' } },
      links: {
        'user->a': { rateLimit: { rate: '40/s', burst: 5 }, retry: { maxAttempts: 3, on: ['error', 'rejected'] } },
      },
      workloads: { user: { call: 'a', arrivals: { poisson: 100 } } },
    };
    const times = only(play(document).lines, 'attempt').map((line) => Number(line.split(' ')[0]));
    for (let from = 0; from < times.length; from++) {
      for (let to = from; to < times.length && to < from + 60; to++) {
        expect(to - from + 1).toBeLessThanOrEqual(5 + ((times[to] - times[from]) * 40) / 1000 + 1e-9);
      }
    }
    expect(times.length).toBeGreaterThan(790);
  });

  it('that nobody reaches is none', () => {
    const digest = (link: Document) => {
      const document = { ...limited({}), links: { 'user->a': link } };
      return simulate(scenario(document)).digest;
    };
    expect(digest({ rateLimit: { rate: '1000/s', burst: 4 } })).toBe(digest({}));
  });
});
