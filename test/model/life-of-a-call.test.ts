import { describe, expect, it } from 'vitest';
import { only, play } from './story.ts';

const once = (atMs: number[], call = 'a') => ({ user: { call, arrivals: { times: atMs } } });

describe('one call', () => {
  it('is sent, processed and answered; its phases are its time', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { network: { latency: '1ms' } } },
      workloads: once([5]),
    });
    expect(lines).toEqual([
      '5 call user->a',
      '5 attempt a#1 1',
      '6 admitted a#1',
      '16 released a#1 held=10 wasted=0',
      '16 answered a#1 ok',
      '17 attemptEnded a#1 ok',
      '17 ended user->a ok send=1 process=10 respond=1',
    ]);
  });

  it('waits in the queue first in, first out', () => {
    const { lines } = play({ services: { a: { work: '10ms' } }, workloads: once([0, 1, 2]) });
    expect(only(lines, 'ended')).toEqual([
      '10 ended user->a ok process=10',
      '20 ended user->a ok queue=9 process=10',
      '30 ended user->a ok queue=18 process=10',
    ]);
  });

  it('is turned away when the queue is full, at once and one latency later', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue: { capacity: 1 } } },
      links: { 'user->a': { network: { latency: '2ms' } } },
      workloads: once([0, 1, 2]),
    });
    expect(only(lines, 'refused', 'ended')).toEqual([
      '4 refused a#1 unavailable',
      '6 ended user->a unavailable send=2 respond=2',
      '14 ended user->a ok send=2 process=10 respond=2',
      '24 ended user->a ok send=2 queue=9 process=10 respond=2',
    ]);
  });

  it('with capacity 0 lets in whoever finds a free worker', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue: { capacity: 0 } } },
      workloads: once([0, 5, 10]),
    });
    expect(only(lines, 'ended')).toEqual([
      '5 ended user->a unavailable',
      '10 ended user->a ok process=10',
      '20 ended user->a ok process=10',
    ]);
  });
});

describe('a branch that nobody waits for any more', () => {
  it('works on with its own worker, and that is wasted from then on, whatever becomes of the visit', () => {
    const parallel = [{ steps: [{ work: '2ms' }] }, { steps: [{ work: '10ms' }] }];
    const { lines } = play({
      services: { a: { concurrency: 'infinite', threading: 'async', steps: [{ parallel, need: 'any' }] } },
      links: { 'user->a': { timeout: '3ms' } },
      // The next request uses the row of the visit that has ended.
      workloads: once([0, 5]),
    });
    expect(only(lines, 'released')).toEqual([
      '0 released a#1 held=0 wasted=0',
      '2 released a#1 held=2 wasted=0',
      '5 released a#1 held=0 wasted=0',
      '7 released a#1 held=2 wasted=0',
      '10 released a#1 held=10 wasted=8',
      '15 released a#1 held=10 wasted=8',
    ]);
  });
});

describe('timeout', () => {
  it('that is exactly reached has timed out, and the server works on for nobody', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { timeout: '10ms' } },
      workloads: once([0]),
    });
    expect(lines).toEqual([
      '0 call user->a',
      '0 attempt a#1 1',
      '0 admitted a#1',
      '10 attemptEnded a#1 timeout',
      '10 ended user->a timeout process=10',
      '10 released a#1 held=10 wasted=0',
      '10 answered a#1 ok',
    ]);
  });

  it('counts what the worker did after the caller gave up as wasted', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { timeout: '4ms' } },
      workloads: once([0]),
    });
    expect(only(lines, 'released')).toEqual(['10 released a#1 held=10 wasted=6']);
  });

  it('counts as wasted what is done for a caller of a caller that gave up first', () => {
    const { lines } = play({
      services: { a: { steps: [{ call: 'b' }] }, b: { work: '10ms' } },
      links: { 'user->a': { timeout: '2ms' }, 'a->b': { timeout: '6ms' } },
      workloads: once([0]),
    });
    expect(only(lines, 'released')).toEqual(['6 released a#1 held=6 wasted=4', '10 released b#1 held=10 wasted=8']);
  });

  it('of a waiting attempt tells how long it queued', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { timeout: '12ms' } },
      workloads: once([0, 0]),
    });
    expect(only(lines, 'ended')).toEqual([
      '10 ended user->a ok process=10',
      '12 ended user->a timeout queue=10 process=2',
    ]);
  });
});

describe('retry', () => {
  it('makes a further attempt after the backoff, up to the number allowed', () => {
    const { lines } = play({
      services: { a: { work: '10ms', concurrency: 'infinite' } },
      links: { 'user->a': { timeout: '4ms', retry: { maxAttempts: 3, backoff: { base: '5ms', multiplier: 2 } } } },
      workloads: once([0]),
    });
    expect(only(lines, 'attempt', 'attemptEnded', 'ended')).toEqual([
      '0 attempt a#1 1',
      '4 attemptEnded a#1 timeout',
      '9 attempt a#1 2',
      '13 attemptEnded a#1 timeout',
      '23 attempt a#1 3',
      '27 attemptEnded a#1 timeout',
      '27 ended user->a timeout process=4 retry=23',
    ]);
  });

  it('happens only for the reasons listed', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { timeout: '4ms', retry: { maxAttempts: 3, on: ['reset'], backoff: { base: '1ms' } } } },
      workloads: once([0]),
    });
    expect(only(lines, 'attempt')).toEqual(['0 attempt a#1 1']);
  });

  it('that succeeds on another instance is a failover in the ledger', () => {
    const { simulation } = play({
      services: { a: { work: '1ms', instances: 2 } },
      links: { 'user->a': { retry: { maxAttempts: 2, backoff: { base: '0ms' } } } },
      workloads: once([2000, 2001]),
      faults: [{ at: '1s', crash: { target: 'a#1' } }],
    });
    const { system } = simulation.result().summary;
    // Round robin: the first attempt and the retry use up one turn, so both requests meet the dead instance.
    expect(system.errorsMet).toBe(2);
    expect(system.errorsHandled).toBe(2);
    expect(system.ehr).toBe(1);
    expect(system.ledger?.failover).toEqual({ handled: 2, price: 2 });
    expect(system.failed).toBe(0);
  });
});

describe('crash', () => {
  it('resets what the process held and refuses what comes, each told one latency later', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { network: { latency: '2ms' } } },
      workloads: once([0, 1, 8]),
      faults: [{ at: '5ms', for: '20ms', crash: { target: 'a' } }],
    });
    expect(lines.filter((line) => !/ (call|attempt) /.test(line))).toEqual([
      '2 admitted a#1',
      '3 admitted a#1 waits',
      '5 released a#1 held=3 wasted=0',
      '5 answered a#1 reset',
      '5 answered a#1 reset',
      '5 crashed a#1',
      '7 attemptEnded a#1 reset',
      '7 ended user->a reset send=2 process=3 respond=2',
      '7 attemptEnded a#1 reset',
      '7 ended user->a reset send=2 queue=2 respond=2',
      '10 refused a#1 connect-failure',
      '12 attemptEnded a#1 connect-failure',
      '12 ended user->a connect-failure send=2 respond=2',
      '25 up a#1',
    ]);
  });

  it('of the host lets nothing come back: the caller learns by its timeout', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      links: { 'user->a': { timeout: '50ms' } },
      workloads: once([0, 8]),
      faults: [{ at: '5ms', for: '20ms', crash: { target: 'a', host: true } }],
    });
    expect(only(lines, 'ended', 'refused')).toEqual([
      '50 ended user->a timeout process=5 respond=45',
      '58 ended user->a timeout send=50',
    ]);
  });

  it('of the host without a timeout is learned when TCP gives up, after 15 minutes', () => {
    const { lines } = play({
      duration: '20m',
      services: { a: { work: '10ms' } },
      workloads: once([0, 1000]),
      faults: [{ at: '5ms', crash: { target: 'a', host: true } }],
    });
    expect(only(lines, 'ended')).toEqual([
      '900005 ended user->a reset process=5 respond=900000',
      '901000 ended user->a connect-failure send=900000',
    ]);
  });

  it('abandons the calls of the instance; what they caused elsewhere goes on for nobody', () => {
    const { lines } = play({
      services: {
        a: { steps: [{ call: 'b' }] },
        b: { work: '10ms' },
      },
      workloads: once([0]),
      faults: [{ at: '5ms', crash: { target: 'a' } }],
    });
    expect(lines).toEqual([
      '0 call user->a',
      '0 attempt a#1 1',
      '0 admitted a#1',
      '0 call a->b',
      '0 attempt b#1 1',
      '0 admitted b#1',
      '5 attemptEnded b#1 cancelled',
      '5 ended a->b cancelled',
      '5 released a#1 held=5 wasted=0',
      '5 answered a#1 reset',
      '5 crashed a#1',
      '5 attemptEnded a#1 reset',
      '5 ended user->a reset downstream=5',
      '10 released b#1 held=10 wasted=5',
      '10 answered b#1 ok',
    ]);
  });
});

describe('steps', () => {
  const b = { work: '10ms', concurrency: 'infinite' };

  it('call services one after the other; a blocking worker is held meanwhile', () => {
    const { lines } = play({
      services: { a: { steps: [{ work: '1ms' }, { call: 'b', count: 2 }, { work: '2ms' }] }, b },
      workloads: once([0]),
    });
    expect(only(lines, 'released').filter((line) => line.includes('a#1'))).toEqual([
      '23 released a#1 held=23 wasted=0',
    ]);
    expect(only(lines, 'ended').at(-1)).toBe('23 ended user->a ok process=3 downstream=20');
  });

  it('give an async worker back during calls, and queue again for work after them', () => {
    const { lines } = play({
      services: { a: { threading: 'async', steps: [{ work: '4ms' }, { call: 'b' }, { work: '4ms' }] }, b },
      workloads: once([0, 1, 12]),
    });
    expect(only(lines, 'ended').filter((line) => line.includes('user'))).toEqual([
      '20 ended user->a ok queue=2 process=8 downstream=10',
      '24 ended user->a ok queue=5 process=8 downstream=10',
      '30 ended user->a ok process=8 downstream=10',
    ]);
  });

  it('in parallel end with the last branch, or with the one that makes the needed number', () => {
    const services = {
      a: {
        concurrency: 2,
        endpoints: {
          all: { steps: [{ parallel: [{ call: 'b' }, { call: 'c' }] }] },
          any: { steps: [{ parallel: [{ call: 'b' }, { call: 'c' }], need: 'any' }] },
        },
      },
      b,
      c: { work: '30ms', concurrency: 'infinite' },
    };
    expect(only(play({ services, workloads: once([0], 'a.all') }).lines, 'ended').at(-1)).toBe(
      '30 ended user->a ok downstream=30',
    );
    const { lines } = play({ services, workloads: once([0], 'a.any') });
    expect(only(lines, 'ended', 'quorum')).toEqual([
      '10 ended a->b ok process=10',
      '10 ended a->c cancelled',
      '10 quorum failed=0 extra=1',
      '10 ended user->a ok downstream=10',
    ]);
  });

  it('in parallel fail as soon as the needed number cannot come', () => {
    const { lines } = play({
      services: {
        a: { steps: [{ parallel: [{ call: 'b' }, { call: 'c' }] }, { work: '5ms' }] },
        b: { work: '10ms', errorRate: '100%' },
        c: { work: '30ms' },
      },
      workloads: once([0]),
    });
    expect(only(lines, 'ended')).toEqual([
      '10 ended a->b error process=10',
      '10 ended a->c cancelled',
      '10 ended user->a error downstream=10',
    ]);
  });

  it('survive failed branches when enough succeed: the ledger says quorum', () => {
    const { simulation } = play({
      services: {
        a: { steps: [{ parallel: [{ call: 'b' }, { call: 'c' }, { call: 'd' }], need: 2 }] },
        b: { work: '10ms', errorRate: '100%' },
        c: { work: '20ms' },
        d: { work: '30ms' },
      },
      workloads: once([0]),
    });
    const { system } = simulation.result().summary;
    expect(system.ok).toBe(1);
    expect(system.errorsMet).toBe(1);
    expect(system.ledger?.quorum?.handled).toBe(1);
    expect(system.phases.processMs).toBe(30);
  });

  it('count an error met by a branch that is abandoned while it backs off', () => {
    const { simulation } = play({
      services: {
        a: { steps: [{ parallel: [{ call: 'b' }, { call: 'c' }], need: 'any' }] },
        b: { work: '10ms', errorRate: '100%' },
        c: { work: '20ms' },
      },
      links: { 'a->b': { retry: { maxAttempts: 2, on: ['error'], backoff: { base: '1s' } } } },
      workloads: once([0]),
    });
    const { system } = simulation.result().summary;
    expect([system.ok, system.errorsMet, system.errorsHandled]).toEqual([1, 1, 1]);
    expect(system.ledger?.quorum?.handled).toBe(1);
  });

  it('of parallel branches share the one worker of a blocking visit, and have their own when async', () => {
    const steps = [{ parallel: [{ steps: [{ work: '10ms' }] }, { steps: [{ work: '10ms' }] }] }];
    const ended = (threading: string, concurrency: number) =>
      only(play({ services: { a: { threading, concurrency, steps } }, workloads: once([0]) }).lines, 'ended');
    expect(ended('blocking', 2)).toEqual(['20 ended user->a ok queue=10 process=10']);
    expect(ended('async', 2)).toEqual(['10 ended user->a ok process=10']);
    expect(ended('async', 1)).toEqual(['20 ended user->a ok queue=10 process=10']);
  });

  it('fail the endpoint when a call fails, the rest is skipped, and the root cause is named', () => {
    const { lines, simulation } = play({
      services: { a: { steps: [{ call: 'b' }, { work: '5ms' }] }, b: { work: '10ms', errorRate: 1 } },
      workloads: once([0]),
    });
    expect(only(lines, 'ended').at(-1)).toBe('10 ended user->a error downstream=10');
    expect(simulation.result().summary.system.rootCause).toEqual({ b: { error: 1 } });
  });

  it('decide empty branches and probability 0 at once', () => {
    const { lines } = play({
      services: { a: { steps: [{ parallel: [{ steps: [] }, { call: 'b', probability: 0 }] }, { work: '1ms' }] }, b },
      workloads: once([0]),
    });
    expect(only(lines, 'ended')).toEqual(['1 ended user->a ok process=1']);
  });

  it('end with `any` after all branches have started, even if the first ends in that instant', () => {
    const { lines } = play({
      services: { a: { steps: [{ parallel: [{ steps: [] }, { call: 'b' }], need: 'any' }] }, b },
      workloads: once([0]),
    });
    expect(only(lines, 'call', 'ended')).toEqual([
      '0 call user->a',
      '0 call a->b',
      '0 ended a->b cancelled',
      '0 ended user->a ok',
    ]);
  });
});

describe('network', () => {
  it('makes messages queue for the pipe of their link and direction', () => {
    const { lines } = play({
      services: { a: { endpoints: { get: { requestSize: '1000B', responseSize: '2000B' } }, concurrency: 'infinite' } },
      links: { 'user->a': { network: { bandwidth: '8Mbps', latency: '1ms' } } },
      workloads: once([0, 0], 'a.get'),
    });
    expect(only(lines, 'ended')).toEqual([
      '5 ended user->a ok send=2 respond=3',
      '7 ended user->a ok send=3 respond=4',
    ]);
  });

  it('sends a lost message again when the timer rings, which doubles', () => {
    const { lines, simulation } = play({
      duration: '1000s',
      services: { a: { work: '1ms', concurrency: 'infinite' } },
      links: { 'user->a': { network: { loss: '60%', rto: '100ms', latency: '1ms' } } },
      workloads: { user: { call: 'a', arrivals: { constant: '1/s' } } },
    });
    const sendTimes = only(lines, 'ended').map((line) => Number(/send=([\d.]+)/.exec(line)?.[1]));
    expect(new Set(sendTimes.slice(0, 200))).toContain(1);
    expect(sendTimes).toContain(101);
    expect(sendTimes).toContain(301);
    expect(sendTimes).toContain(701);
    expect(simulation.result().summary.links['user->a'].lost).toBe(only(lines, 'lost').length);
  });

  it('gives a message up 15 minutes after it was sent first; the timer doubles up to two minutes', () => {
    const { lines } = play({
      duration: '20m',
      services: { a: { work: '1ms' } },
      network: { loss: 1, rto: '10s' },
      workloads: once([0]),
    });
    expect(only(lines, 'lost').map((line) => Number(line.split(' ')[0]) / 1000)).toEqual([
      ...[0, 10, 30, 70, 150, 270, 390, 510, 630, 750, 870],
    ]);
    expect(only(lines, 'ended')).toEqual(['900000 ended user->a connect-failure send=900000']);
  });
});
