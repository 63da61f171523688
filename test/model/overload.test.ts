import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { only, play, scenario } from './story.ts';

const user = (arrivals: unknown) => ({ user: { call: 'a', arrivals } });

describe('work that grows with load', () => {
  it('is longer by a share for each attempt inside when it starts, its own included', () => {
    const { lines } = play({
      services: { a: { work: '10ms', concurrency: 2, growth: { perInFlight: '10%' } } },
      workloads: user({ times: [0, 1, 2] }),
    });
    // 10 · 1.1; then two are inside: 10 · 1.2; then, at 11, the third starts when two are left.
    expect(only(lines, 'ended')).toEqual([
      '11 ended user->a ok process=11',
      '13 ended user->a ok process=12',
      '23 ended user->a ok queue=9 process=12',
    ]);
  });

  it('is as it was with a share of 0, whatever is inside', () => {
    const run = (growth: unknown) =>
      play({
        services: { a: { work: { exponential: { mean: '9ms' } }, growth } },
        workloads: user({ poisson: '100/s' }),
      }).lines;
    expect(run({ perInFlight: 0 })).toEqual(run(undefined));
    expect(run({ gc: { alloc: 0 } })).toEqual(run(undefined));
    expect(run({ gc: { pause: 0 } })).toEqual(run(undefined));
  });

  it('changes neither arrivals nor demands', () => {
    const held = (growth: unknown) => {
      const { lines } = play({
        services: { a: { work: { exponential: { mean: '5ms' } }, concurrency: 'infinite', growth } },
        workloads: user({ poisson: '100/s' }),
      });
      return only(lines, 'call').map((line) => line.split(' ')[0]);
    };
    expect(held({ perInFlight: '50%', gc: {} })).toEqual(held(undefined));
  });

  it('stops the process to collect each time visits have allocated so much', () => {
    const { lines } = play({
      services: {
        a: {
          work: '10ms',
          concurrency: 'infinite',
          growth: { gc: { alloc: '1MB', every: '3MB', pause: '20ms' } },
        },
      },
      workloads: user({ times: [0, 2, 4, 5, 6, 40] }),
    });
    // The third brings the first collection, from 4 to 24. Two come meanwhile, the next one at 40 is the third again.
    expect(only(lines, 'ended')).toEqual([
      '30 ended user->a ok process=30',
      '32 ended user->a ok process=30',
      '34 ended user->a ok process=29',
      '34 ended user->a ok process=28',
      '34 ended user->a ok process=30',
      '70 ended user->a ok process=30',
    ]);
  });

  it('collects as often as the allocations ask for', () => {
    const { simulation } = play({
      services: { a: { work: '1ms', growth: { gc: { alloc: '2MB', every: '200MB', pause: '120ms' } } } },
      workloads: user({ constant: '100/s' }),
      duration: '100s',
    });
    // 100 collections of 120 ms in 100 s, in which no work is done: 10 s of work are all the same.
    expect(simulation.result().summary.services.a.cpu).toBeCloseTo(0.1, 3);
    expect(simulation.result().summary.services.a.requests).toBeGreaterThan(9980);
  });
});

describe('a queue that is too long', () => {
  it('kills the process, and what it held is reset', () => {
    const { lines, simulation } = play({
      services: { a: { work: '10ms', overload: { crashAtQueue: 2 }, restart: { delay: '5ms' } } },
      workloads: user({ times: [0, 1, 2, 3, 8] }),
    });
    expect(only(lines, 'crashed', 'up', 'refused', 'ended')).toEqual([
      '2 crashed a#1',
      '2 ended user->a reset process=2',
      '2 ended user->a reset queue=1',
      '2 ended user->a reset',
      '3 refused a#1 connect-failure',
      '3 ended user->a connect-failure',
      '7 up a#1',
      '18 ended user->a ok process=10',
    ]);
    expect(simulation.result().summary.services.a.crashes).toBe(1);
    expect(simulation.result().summary.services.a.uptime).toBeCloseTo(1 - 0.005 / 10, 12);
  });

  it('never lasts, however the load comes', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 50, max: 400 }),
      fc.integer(),
      (crashAtQueue, rate, seed) => {
        const { simulation } = play({
          seed,
          duration: '3s',
          services: {
            a: { work: { exponential: { mean: '9ms' } }, overload: { crashAtQueue }, restart: { delay: '50ms' } },
          },
          links: {
            'user->a': { retry: { maxAttempts: 2, on: ['reset', 'connect-failure'], backoff: { base: '10ms' } } },
          },
          workloads: user({ poisson: rate }),
        });
        const { queueLength } = simulation.result().summary.services.a;
        expect(queueLength?.max).toBeLessThan(crashAtQueue);
      },
    );
    fc.assert(property, { seed: 1, numRuns: 40 });
  });

  it('changes neither arrivals nor demands', () => {
    const story = (service: Record<string, unknown>) => {
      const { lines } = play({
        services: { a: { work: { exponential: { mean: '9ms' } }, ...service } },
        workloads: user({ poisson: '100/s' }),
      });
      const ended = only(lines, 'ended').filter((line) => line.includes(' ok '));
      return { arrivals: only(lines, 'call'), demands: ended.map((line) => /process=[\d.]+/.exec(line)?.[0]) };
    };
    const patient = story({});
    const dying = story({ overload: { crashAtQueue: 5 }, restart: { delay: '100ms' } });
    expect(dying.arrivals).toEqual(patient.arrivals);
    expect(dying.demands.length).toBeLessThan(patient.demands.length);
    const all = new Set(patient.demands);
    expect(dying.demands.filter((demand) => !all.has(demand))).toEqual([]);
  });

  it('leaves it down for good without a restart, whatever other faults end', () => {
    const { lines } = play({
      services: { a: { work: '10ms', overload: { crashAtQueue: 1 } } },
      workloads: user({ times: [0, 1] }),
      faults: [{ at: '5ms', for: '5ms', crash: { target: 'a' } }],
    });
    expect(only(lines, 'crashed', 'up')).toEqual(['1 crashed a#1']);
  });

  it('is as if it were not asked for where it is never reached', () => {
    const run = (extra: Record<string, unknown>) =>
      play({
        services: { a: { work: { exponential: { mean: '9ms' } }, queue: { capacity: 5 }, ...extra } },
        workloads: user({ poisson: '100/s' }),
      }).lines;
    expect(run({ overload: { crashAtQueue: 6 }, restart: {} })).toEqual(run({}));
  });
});

describe('a restart', () => {
  const ups = (restart: unknown, faults: unknown[], rest: Record<string, unknown> = {}) =>
    only(
      play({
        services: { a: { work: '1ms', restart } },
        workloads: user({ times: [] }),
        duration: '1000s',
        faults,
        ...rest,
      }).lines,
      'crashed',
      'up',
    );
  const crash = (at: string, rest: Record<string, unknown> = {}) => ({ at, crash: { target: 'a' }, ...rest });

  it('brings back what has crashed for good, after its delay and its startup', () => {
    const restart = { delay: '5s', startup: '2s' };
    expect(ups(restart, [crash('1s')])).toEqual(['1000 crashed a#1', '8000 up a#1']);
    expect(ups(restart, [{ at: '1s', crash: { target: 'a', host: true } }])).toEqual([
      '1000 crashed a#1',
      '8000 up a#1',
    ]);
  });

  it('begins when nothing holds the process down any more', () => {
    const restart = { delay: '5s' };
    expect(ups(restart, [crash('1s', { for: '10s' })])).toEqual(['1000 crashed a#1', '16000 up a#1']);
    const overlapping = [crash('1s', { for: '4s' }), crash('3s', { for: '10s' }), crash('15s', { for: '1s' })];
    // Held until 13; while it waits for its restart it is held again until 16.
    expect(ups(restart, overlapping)).toEqual(['1000 crashed a#1', '21000 up a#1']);
  });

  it('waits longer from crash to crash as the kubelet does, and forgets after a long run', () => {
    const restart = { delay: '0s', backoff: { base: '10s', max: '30s', resetAfter: '100s' } };
    const faults = [crash('1s'), crash('5s'), crash('20s'), crash('50s'), crash('90s'), crash('200s')];
    expect(ups(restart, faults)).toEqual([
      ...['1000 crashed a#1', '1000 up a#1'],
      ...['5000 crashed a#1', '15000 up a#1'],
      ...['20000 crashed a#1', '40000 up a#1'],
      ...['50000 crashed a#1', '80000 up a#1'],
      ...['90000 crashed a#1', '120000 up a#1'],
      // It has run for 80 s only: 30 s again.
      ...['200000 crashed a#1', '230000 up a#1'],
    ]);
    const later = [...faults, crash('330s'), crash('331s')];
    expect(ups(restart, later).slice(12)).toEqual([
      ...['330000 crashed a#1', '330000 up a#1'],
      ...['331000 crashed a#1', '341000 up a#1'],
    ]);
  });

  it('tells while it lasts when the instance will be back', () => {
    const { simulation } = play({
      services: { a: { work: '1ms', restart: { delay: '5s', startup: '2s' } } },
      workloads: user({ times: [] }),
      duration: '3s',
      faults: [crash('1s', { for: '1s' })],
    });
    expect(simulation.world.backAtNs[0]).toBe(9e9);
  });

  it('draws its startup by the number of the restart, so that other instances change nothing of it', () => {
    const restart = { delay: 0, startup: { exponential: { mean: '3s' } } };
    const story = (target: string) =>
      ups(restart, [{ at: '1s', crash: { target } }], {
        services: { a: { instances: 2, work: '1ms', restart } },
      }).filter((line) => line.endsWith('up a#1'));
    expect(story('a')).toEqual(story('a#1'));
  });

  it('counts for the times between random crashes', () => {
    const faults = [{ mtbf: { constant: '10s' }, mttr: { constant: '1s' }, crash: { target: 'a' } }];
    expect(ups({ delay: '4s' }, faults).slice(0, 4)).toEqual([
      '10000 crashed a#1',
      '15000 up a#1',
      '25000 crashed a#1',
      '30000 up a#1',
    ]);
  });

  it('that takes no time is as none', () => {
    const faults = [{ mtbf: '10s', mttr: '1s', crash: { target: 'a' } }];
    expect(ups({ delay: 0 }, faults)).toEqual(ups(undefined, faults));
  });
});

describe('what makes no sense', () => {
  it('is warned of', () => {
    const codes = (service: Record<string, unknown>) =>
      scenario({ services: { a: { work: '1ms', ...service } }, workloads: user({ times: [0] }) }).warnings.map(
        ({ code, path }) => `${code} ${path}`,
      );
    const overload = {};
    const restart = {};
    expect(codes({ overload, restart })).toEqual([]);
    expect(codes({ overload })).toEqual(['never-back services.a.overload']);
    for (const service of [{ queue: { capacity: 79 } }, { queue: { discipline: 'ps' } }, { concurrency: 'infinite' }]) {
      expect(codes({ overload, restart, ...service })).toEqual(['never-crashes services.a.overload.crashAtQueue']);
    }
  });
});
