import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { only, play } from './story.ts';

const user = (arrivals: unknown) => ({ user: { call: 'a', arrivals } });
const pause = (at: string, length: string, target = 'a') => ({ at, for: length, pause: { target } });

describe('a paused process', () => {
  it('goes on with what was left of the work in hand, and reads then what has come', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      workloads: user({ times: [0, 12, 14] }),
      faults: [pause('5ms', '20ms')],
    });
    // 5 ms done, 20 stopped, 5 left. The others wait unread until 25, then for the worker.
    expect(only(lines, 'admitted')).toEqual(['0 admitted a#1', '25 admitted a#1 waits', '25 admitted a#1 waits']);
    expect(only(lines, 'ended')).toEqual([
      '30 ended user->a ok process=30',
      '40 ended user->a ok queue=5 process=23',
      '50 ended user->a ok queue=15 process=21',
    ]);
  });

  it('refuses nothing, whatever its queue holds when it goes on', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue: { capacity: 1 } } },
      workloads: user({ times: [6, 7, 8] }),
      faults: [pause('5ms', '10ms')],
    });
    expect(only(lines, 'refused')).toEqual(['15 refused a#1 unavailable']);
    expect(only(lines, 'ended')).toEqual([
      '15 ended user->a unavailable process=7',
      '25 ended user->a ok process=19',
      '35 ended user->a ok queue=10 process=18',
    ]);
  });

  it('is stopped by overlapping pauses until the last is over, and by others again', () => {
    const { lines } = play({
      services: { a: { work: '10ms', concurrency: 'infinite' } },
      workloads: user({ times: [0, 7, 13, 18] }),
      faults: [pause('5ms', '10ms'), pause('8ms', '12ms'), pause('22ms', '3ms'), pause('23ms', '1ms')],
    });
    // Stopped from 5 to 20 and from 22 to 25: what has come is read at 20, in its order.
    expect(only(lines, 'ended')).toEqual([
      '28 ended user->a ok process=28',
      '33 ended user->a ok process=26',
      '33 ended user->a ok process=20',
      '33 ended user->a ok process=15',
    ]);
  });

  it('stops shared work too', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue: { discipline: 'ps' } } },
      workloads: user({ times: [0, 4] }),
      faults: [pause('8ms', '10ms')],
    });
    // At 8 the first has had 4 + 2 of 10, the second 2; from 18 on they share until the first is done at 26.
    expect(only(lines, 'ended')).toEqual(['26 ended user->a ok process=26', '30 ended user->a ok process=26']);
  });

  it('has no timers that ring: delays, timeouts and retries wait for it, and an answer that came in time counts', () => {
    const story = (work: string) =>
      only(
        play({
          services: {
            a: { concurrency: 'infinite', steps: [{ delay: '4ms' }, { call: 'b' }] },
            b: { work, concurrency: 'infinite' },
          },
          links: { 'a->b': { timeout: '15ms', retry: { maxAttempts: 2, backoff: { base: '2ms' } } } },
          workloads: user({ times: [20] }),
          faults: [pause('22ms', '8ms'), pause('31ms', '30ms'), pause('62ms', '5ms')],
        }).lines,
        'attempt',
        'ended',
      );
    // The delay ends at 30 instead of 24. The answer comes at 40, before the timeout at 45, and is read at 61.
    expect(story('10ms')).toEqual([
      '20 attempt a#1 1',
      '30 attempt b#1 1',
      '61 ended a->b ok process=10 respond=21',
      '61 ended user->a ok process=10 downstream=31',
    ]);
    // The timeout rings at 61, the backoff is over at 67 instead of 63; the next timeout rings at 82.
    expect(story('16ms')).toEqual([
      '20 attempt a#1 1',
      '30 attempt b#1 1',
      '67 attempt b#1 2',
      '82 ended a->b timeout process=15 retry=37',
      '82 ended user->a error process=10 downstream=52',
    ]);
  });

  it('sends no heartbeat, so that the registry forgets it', () => {
    const discovery = { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '50ms' };
    const { simulation } = play({
      services: { a: { instances: 2, work: '1ms', discovery } },
      links: { 'user->a': { timeout: '20ms' } },
      workloads: user({ constant: '1000/s' }),
      faults: [pause('2s', '4s', 'a#1')],
    });
    const { instances } = simulation.result().summary;
    // About 400 ms of the calls go to it while it stands still, none in the rest of the 4 s.
    expect(instances['a#1'].requests).toBeGreaterThan(3000);
    expect(instances['a#1'].requests).toBeLessThan(3400);
    expect(instances['a#1'].uptime).toBe(1);
  });

  it('dies as others do: what it has not read is reset, and the next process runs', () => {
    const story = (host: boolean) =>
      only(
        play({
          services: { a: { work: '10ms' } },
          links: { 'user->a': { timeout: '1s' } },
          workloads: user({ times: [0, 6, 20] }),
          faults: [pause('5ms', '50ms'), { at: '8ms', for: '4ms', crash: { target: 'a', host } }],
        }).lines,
        'ended',
      );
    expect(story(false)).toEqual([
      '8 ended user->a reset process=2',
      '8 ended user->a reset process=8',
      '30 ended user->a ok process=10',
    ]);
    expect(story(true)).toEqual([
      '30 ended user->a ok process=10',
      '1000 ended user->a timeout process=8 respond=992',
      '1006 ended user->a timeout process=1000',
    ]);
  });

  it('does no work, and holds its workers', () => {
    const { simulation } = play({
      duration: '100ms',
      services: { a: { work: '50ms' } },
      workloads: user({ times: [0] }),
      faults: [pause('10ms', '40ms')],
    });
    const { cpu, utilization } = simulation.result().summary.services.a;
    expect(cpu).toBeCloseTo(0.5, 12);
    expect(utilization).toBeCloseTo(0.9, 12);
  });

  it('may be paused for ever', () => {
    const { lines } = play({
      services: { a: { work: '10ms' } },
      workloads: user({ times: [0, 7] }),
      faults: [{ at: '5ms', pause: { target: 'a' } }],
    });
    expect(only(lines, 'ended', 'refused')).toEqual([]);
  });

  it('is as one that never was when it takes no time', () => {
    const run = (faults: unknown[]) =>
      play({
        services: { a: { work: { exponential: { mean: '9ms' } } } },
        workloads: user({ poisson: '100/s' }),
        faults,
      }).lines;
    expect(run([pause('5ms', '0ms'), pause('7s', '0ms')])).toEqual(run([]));
  });

  it('reads what came in a pause at its end, and then works as long as it would have while it runs', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }));
    const arrivals = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), arrivals, fc.integer({ min: 1, max: 30 }), (spans, times, work) => {
        const { lines } = play({
          duration: '2s',
          // Between whole milliseconds, so that nothing of a request falls on an end of a pause.
          services: { a: { work: `${work}.5ms`, concurrency: 'infinite' } },
          workloads: user({ times: times.map((time) => time + 0.25) }),
          faults: spans.map(([at, length]) => pause(`${at}ms`, `${length}ms`)),
        });
        const ends = only(lines, 'ended').map((line) => Number.parseFloat(line));
        expect(ends).toEqual(times.map((time) => endOf(time + 0.25, work + 0.5, spans)).toSorted((a, b) => a - b));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('meets the same arrivals and demands as one that runs', () => {
    const story = (faults: unknown[]) => {
      const { lines, simulation } = play({
        services: { a: { work: { exponential: { mean: '5ms' } }, concurrency: 'infinite' } },
        workloads: user({ poisson: '200/s' }),
        faults,
      });
      return { arrivals: only(lines, 'call'), held: only(lines, 'released').map(heldOf), simulation };
    };
    const calm = story([]);
    const paused = story([pause('2s', '300ms'), pause('5s', '1s')]);
    expect(paused.arrivals).toEqual(calm.arrivals);
    // Those that are at work when it stops hold their worker longer by that, all others as long as before.
    const longer = paused.held.filter((held) => held > 290);
    expect(longer.length).toBeGreaterThan(0);
    const rest = paused.held.filter((held) => held <= 290).map((held) => held.toFixed(5));
    const all = new Set(calm.held.map((held) => held.toFixed(5)));
    expect(rest.filter((held) => !all.has(held))).toEqual([]);
  });
});

const heldOf = (line: string): number => Number(/held=([\d.]+)/.exec(line)?.[1]);

/** Of a request at an instance where nobody waits, told millisecond by millisecond. */
function endOf(arrival: number, work: number, spans: readonly (readonly [number, number])[]): number {
  const stopped = (at: number) => spans.find(([from, length]) => from <= at && at < from + length);
  const next = (at: number) => Math.min(Infinity, ...spans.map(([from]) => from).filter((from) => from > at));
  let at = arrival;
  let left = work;
  for (;;) {
    const span = stopped(at);
    if (span) {
      at = span[0] + span[1];
      continue;
    }
    const until = Math.min(at + left, next(at));
    left -= until - at;
    at = until;
    if (left === 0) return at;
  }
}
