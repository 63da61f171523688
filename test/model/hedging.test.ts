import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

const once = (atMs: number[]) => ({ user: { call: 'a', arrivals: { times: atMs } } });
const two = (hedge: Document, service: Document = {}, link: Document = {}): Document => ({
  services: { a: { instances: 2, concurrency: 'infinite', work: '10ms', ...service } },
  links: { 'user->a': { network: { latency: '1ms' }, hedge, ...link } },
  workloads: once([0]),
});

/** Many calls of very different length, so that hedges win, lose and race. */
const busy = (link: Document): Document => ({
  services: { a: { instances: 3, work: { exponential: { mean: '8ms' } }, errorRate: '10%' } },
  links: { 'user->a': { timeout: '60ms', ...link } },
  workloads: { user: { call: 'a', arrivals: { poisson: 120 }, clients: 2 } },
});

describe('a hedge', () => {
  it('starts beside the first attempt after its delay, elsewhere; the first answer wins and the other goes on for nobody', () => {
    expect(play(two({ delay: '4ms' })).lines).toEqual([
      '0 call user->a',
      '0 attempt a#1 1',
      '1 admitted a#1',
      '4 attempt a#2 2',
      '5 admitted a#2',
      '11 released a#1 held=10 wasted=0',
      '11 answered a#1 ok',
      '12 attemptEnded a#1 ok',
      '12 attemptEnded a#2 cancelled',
      '12 ended user->a ok send=1 process=10 respond=1',
      '15 released a#2 held=10 wasted=3',
      '15 answered a#2 ok',
    ]);
  });

  it('that wins leaves the time before it to `retry`', () => {
    const { lines } = play({
      ...two({ delay: '4ms' }),
      faults: [{ at: 0, for: '1s', slow: { target: 'a#1', factor: 9 } }],
    });
    expect(only(lines, 'ended')).toEqual(['16 ended user->a ok send=1 process=10 respond=1 retry=4']);
  });

  it('follows another after the same delay until there are enough, and takes the same instance if need be', () => {
    const { lines } = play(two({ delay: '3ms', maxAttempts: 3 }));
    expect(only(lines, 'attempt')).toEqual(['0 attempt a#1 1', '3 attempt a#2 2', '6 attempt a#1 3']);
  });

  it('starts at once when an attempt has failed', () => {
    const { lines } = play(two({ delay: 'infinite', maxAttempts: 3 }, { errorRate: 1 }));
    expect(only(lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '12 attempt a#2 2',
      '24 attempt a#1 3',
      '36 ended user->a error send=1 process=10 respond=1 retry=24',
    ]);
  });

  it('is followed by a retry only when no attempt is in flight and attempts are left', () => {
    const retry = { maxAttempts: 3, on: ['error'], backoff: { base: '5ms' } };
    const { lines } = play(two({ delay: '4ms' }, { errorRate: 1 }, { retry }));
    expect(only(lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '4 attempt a#2 2',
      '21 attempt a#1 3',
      '33 ended user->a error send=1 process=10 respond=1 retry=21',
    ]);
  });

  it('asks the budget of the retries', () => {
    const budget = { kind: 'window', ratio: 0, minPerSecond: 0 };
    const retry = { maxAttempts: 2, on: ['error'], budget };
    const { lines } = play(two({ delay: '4ms' }, { errorRate: 1 }, { retry }));
    expect(only(lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '12 ended user->a error send=1 process=10 respond=1',
    ]);
  });
});

describe('hedges on a quota', () => {
  it('get back what was taken for them, whichever attempt wins', () => {
    const { lines } = play({
      ...two({ delay: '5ms' }, {}, { retry: { maxAttempts: 2, budget: { kind: 'quota', tokens: 4, cost: 4 } } }),
      workloads: once([0, 100, 200]),
    });
    // The first attempt wins each time, and the quota is full again for the next.
    expect(only(lines, 'attempt').filter((line) => line.endsWith(' 2')).length).toBe(3);
  });
});

describe('tied requests', () => {
  it('the copy that starts first makes the one that waits elsewhere leave, one latency later', () => {
    const { lines } = play({
      ...two({ delay: '0ms', tied: true }, { concurrency: 1 }),
      workloads: once([0, 5]),
      faults: [{ at: 0, for: '4ms', slow: { target: 'a#2', factor: 3 } }],
    });
    expect(only(lines, 'answered', 'ended')).toEqual([
      '11 answered a#1 ok',
      '12 ended user->a ok send=1 process=10 respond=1',
      '12 answered a#2 cancelled',
      '21 answered a#1 ok',
      '22 ended user->a ok send=1 queue=5 process=10 respond=1',
      '31 answered a#2 ok',
    ]);
  });

  it('a copy hears of the caller although another copy has sent word to it', () => {
    const { lines } = play({
      services: { a: { instances: 2, work: '10ms', cancellation: 'all' } },
      links: { 'user->a': { network: { latency: '2ms' }, timeout: '3ms', hedge: { delay: '0ms', tied: true } } },
      workloads: once([0]),
    });
    // Both start at 2 and send word to each other, which comes at 4 and finds them at work; the caller's comes at 5.
    expect(only(lines, 'answered')).toEqual(['5 answered a#1 cancelled', '5 answered a#2 cancelled']);
  });

  it('a call whose other copy has left goes on with a retry when the one that started fails', () => {
    const { lines } = play({
      ...two(
        { delay: '0ms', tied: true },
        { concurrency: 1, errorRate: 1 },
        { retry: { maxAttempts: 3, on: ['error'] } },
      ),
      workloads: once([0, 5]),
      faults: [{ at: 0, for: '4ms', slow: { target: 'a#2', factor: 3 } }],
    });
    expect(only(lines, 'attempt').filter((line) => line.endsWith(' 3')).length).toBe(2);
    expect(only(lines, 'ended').length).toBe(2);
  });

  it('execute fewer copies than untied ones', () => {
    const work = (tied: boolean) => {
      const document = busy({ hedge: { delay: '0ms', tied }, timeout: 'infinite' });
      const { summary } = simulate(scenario({ ...document, duration: '20s' }), { check: true });
      return (summary.services.a.ok + summary.services.a.failed) / summary.workloads.user.requests;
    };
    expect(work(false)).toBeGreaterThan(1.9);
    expect(work(true)).toBeLessThan(1.65);
  });
});

describe('a delay that is a percentile', () => {
  it('of latencies seen: no hedge before the first ten seconds are over, then one for each that is slower', () => {
    const values = Array.from({ length: 100 }, (_, i) => `${i < 90 ? 10 : 100}ms`);
    const document = {
      duration: '40s',
      services: { a: { instances: 2, concurrency: 'infinite', work: { empirical: values } } },
      links: { 'user->a': { hedge: { delay: { percentile: '80%' } } } },
      workloads: { user: { call: 'a', arrivals: { constant: 50 } } },
    };
    const hedges = only(play(document).lines, 'attempt').filter((line) => line.endsWith(' 2'));
    const times = hedges.map((line) => Number(line.split(' ')[0]));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(10_000);
    // The 80th percentile lies in the cell of 10 ms; a tenth of the 1500 calls after that is slower.
    expect(hedges.length / 1500).toBeGreaterThan(0.05);
    expect(hedges.length / 1500).toBeLessThan(0.95);
    const delays = times.map((time) => time % 20);
    expect(Math.min(...delays)).toBeGreaterThan(9);
    expect(Math.max(...delays)).toBeLessThan(11);
  });
});

describe('hedging', () => {
  it('with an infinite delay is none where nothing fails', () => {
    const well = (link: Document) => ({
      ...busy({ timeout: 'infinite', ...link }),
      services: { a: { instances: 3, work: '8ms' } },
    });
    const { digest } = simulate(scenario(well({})));
    expect(simulate(scenario(well({ hedge: { delay: 'infinite', maxAttempts: 3 } }))).digest).toBe(digest);
    expect(simulate(scenario(well({ hedge: { delay: '1ms', maxAttempts: 1 } }))).digest).toBe(digest);
    expect(simulate(scenario(well({ hedge: { delay: '1ms' } }))).digest).not.toBe(digest);
  });

  it('counts hedges as attempts that are no retries, and what they saved as theirs', () => {
    const { summary } = simulate(scenario(busy({ hedge: { delay: '10ms' } })), { check: true });
    const { attempts, hedges, retries, requests, ledger, errorsHandled } = summary.links['user->a'];
    expect(retries).toBe(0);
    expect(hedges).toBeGreaterThan(100);
    expect(Math.abs((attempts ?? 0) - requests - (hedges ?? 0))).toBeLessThan(5);
    expect(ledger?.hedge.handled).toBeGreaterThan(errorsHandled / 2);
    // Where the hedge has failed and the first attempt answers, that one is on another instance than the one that failed last.
    expect(ledger?.failover).toEqual({ handled: errorsHandled - (ledger?.hedge.handled ?? 0), price: 0 });
    expect(ledger?.hedge.price).toBe(hedges);
  });

  it('leaves arrivals and demands as they are', () => {
    const starts = (link: Document) => only(play(busy(link)).lines, 'call');
    expect(starts({ hedge: { delay: '5ms', tied: true } })).toEqual(starts({}));
  });

  it.each<[string, Document]>([
    ['a constant', { delay: '6ms', maxAttempts: 3 }],
    ['a percentile', { delay: { percentile: '70%' } }],
    ['tied', { delay: '2ms', tied: true }],
  ])('goes on alike from snapshots: %s', (_, hedge) => {
    const retry = {
      maxAttempts: 3,
      on: ['error', 'timeout'],
      backoff: { base: '3ms' },
      budget: { kind: 'concurrency' },
    };
    const document = scenario({ ...busy({ hedge, retry }), duration: '25s' });
    const running = createSimulation(document, { check: true });
    running.runUntil(13_000);
    const fresh = createSimulation(document, { check: true });
    fresh.restore(structuredClone(running.snapshot()));
    running.run();
    fresh.run();
    expect(fresh.result()).toEqual(running.result());
    expect(running.auditor?.report()).toEqual([]);
  });
});
