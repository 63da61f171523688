import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

const user = (arrivals: unknown) => ({ user: { call: 'a', arrivals } });

describe('faults', () => {
  it('that are slow stretch the work that starts while they last', () => {
    const { lines } = play({
      services: { a: { work: '10ms', concurrency: 'infinite' } },
      workloads: user({ times: [0, 5, 15, 30] }),
      faults: [
        { at: '5ms', for: '15ms', slow: { target: 'a', factor: 3 } },
        { at: '12ms', for: '8ms', slow: { target: 'a', factor: 2 } },
      ],
    });
    expect(only(lines, 'ended')).toEqual([
      '10 ended user->a ok process=10',
      '35 ended user->a ok process=30',
      '40 ended user->a ok process=10',
      '75 ended user->a ok process=60',
    ]);
  });

  it('of a share hit the same attempts whatever the policies do', () => {
    const hit = (timeout: string) => {
      const { lines } = play({
        services: { a: { work: '10ms', concurrency: 'infinite' } },
        links: { 'user->a': { timeout } },
        workloads: user({ constant: '100/s' }),
        faults: [{ at: 0, slow: { target: 'a', factor: 2, share: '30%' } }],
      });
      return only(lines, 'released').map((line) => line.includes('held=20'));
    };
    const slow = hit('1s').filter(Boolean).length;
    expect(slow).toBeGreaterThan(250);
    expect(slow).toBeLessThan(350);
    expect(hit('15ms')).toEqual(hit('1s'));
  });

  it('that are errors cost the work first, unless `after` is given', () => {
    const ended = (error: unknown) =>
      only(
        play({
          services: { a: { work: '10ms' } },
          workloads: user({ times: [0] }),
          faults: [{ at: 0, error }],
        }).lines,
        'ended',
      );
    expect(ended({ target: 'a', rate: 1 })).toEqual(['10 ended user->a error process=10']);
    expect(ended({ target: 'a', rate: 1, after: '1ms' })).toEqual(['1 ended user->a error process=1']);
    expect(ended({ target: 'a', rate: 0 })).toEqual(['10 ended user->a ok process=10']);
  });

  it('that overlap end each on its own', () => {
    const { lines } = play({
      services: { a: { work: '1ms' } },
      workloads: user({ times: [] }),
      faults: [
        { at: '1s', for: '3s', crash: { target: 'a' } },
        { at: '2s', for: '4s', crash: { target: 'a' } },
      ],
    });
    expect(lines).toEqual(['1000 crashed a#1', '6000 up a#1']);
  });

  it('hit the share of a service that was asked for, and ranges and zones', () => {
    const crashed = (target: string) =>
      only(
        play({
          zones: { x: {}, y: {} },
          services: { a: { instances: { count: 4, zones: ['x', 'y'] }, work: '1ms' } },
          workloads: user({ times: [] }),
          faults: [{ at: '1s', crash: { target } }],
        }).lines,
        'crashed',
      ).map((line) => line.split(' ')[2]);
    expect(crashed('50% of a').length).toBe(2);
    expect(crashed('a#2..3')).toEqual(['a#2', 'a#3']);
    expect(crashed('zone:x')).toEqual(['a#1', 'a#3']);
    expect(crashed('a')).toEqual(['a#1', 'a#2', 'a#3', 'a#4']);
  });

  it('that kill a host leave nobody who sends a lost message again, neither answers nor calls', () => {
    const { lines } = play({
      services: { a: { concurrency: 'infinite', steps: [{ call: 'b' }] }, b: { work: '1ms', concurrency: 'infinite' } },
      links: {
        'user->a': { network: { loss: '50%', rto: '100ms' } },
        'a->b': { network: { loss: '50%', rto: '100ms' } },
      },
      workloads: user({ times: Array.from({ length: 40 }, (_, index) => index) }),
      faults: [{ at: '50ms', for: '1s', crash: { target: 'a', host: true } }],
    });
    const later = lines.filter((line) => Number.parseFloat(line) > 50 && Number.parseFloat(line) < 1000);
    expect(only(lines, 'lost').filter((line) => line.endsWith('a#1 response')).length).toBeGreaterThan(2);
    expect(only(lines, 'lost').filter((line) => line.endsWith('b#1 request')).length).toBeGreaterThan(2);
    expect(later.filter((line) => line.endsWith('attemptEnded a#1 ok') || line.endsWith('b#1 request'))).toEqual([]);
  });

  it('that are random leave the instance up for mtbf / (mtbf + mttr) of the time', () => {
    const { simulation } = play({
      duration: '10d',
      metrics: { window: '1h' },
      services: { a: { instances: 10, work: '1ms' } },
      workloads: user({ times: [] }),
      faults: [{ mtbf: '900s', mttr: '100s', crash: { target: 'a' } }],
    });
    const { instances } = simulation.result().summary;
    const uptimes = Object.values(instances).map((metrics) => metrics.uptime as number);
    const mean = uptimes.reduce((a, b) => a + b) / 10;
    // 8,640 cycles: the standard error of the share is 0.9 · 0.1 · sqrt(2 / 8640) ≈ 0.0014; five of them are allowed.
    expect(Math.abs(mean - 0.9)).toBeLessThan(0.007);
  });

  it('that are random count the time to the next one from when another crash is over, too', () => {
    const { lines } = play({
      duration: '30s',
      services: { a: { work: '1ms' } },
      workloads: user({ times: [] }),
      faults: [
        { mtbf: { constant: '10s' }, mttr: { constant: '1s' }, crash: { target: 'a' } },
        { at: '9.5s', for: '5s', crash: { target: 'a' } },
      ],
    });
    expect(lines).toEqual(['9500 crashed a#1', '14500 up a#1', '24500 crashed a#1', '25500 up a#1']);
  });
});

describe('leased discovery', () => {
  const leased = { mode: 'client', heartbeat: '5s', lease: '15s', fetch: '10s' };
  const document = (extra: Record<string, unknown>) => ({
    duration: '120s',
    services: { a: { instances: 2, work: '1ms', concurrency: 'infinite', discovery: leased } },
    workloads: user({ constant: '100/s' }),
    ...extra,
  });

  it('lets callers believe in a dead instance until its lease has ended and they have fetched', () => {
    const { lines, simulation } = play(document({ faults: [{ at: '40s', crash: { target: 'a#1' } }] }));
    const stale = only(lines, 'refused').map((line) => Number(line.split(' ')[0]));
    const last = stale.at(-1) as number;
    expect(stale[0]).toBeLessThan(40_050);
    // The lease ends 10 to 15 s after the crash, the next fetch comes at most 10 s later.
    expect(last).toBeGreaterThan(50_000 - 20);
    expect(last).toBeLessThan(65_000);
    const link = simulation.result().summary.links['user->a'];
    expect(link.staleAttempts).toBe(stale.length);
    expect(link.failedBy['connect-failure']).toBe(stale.length);
  });

  it('brings a restarted instance back when its heartbeat has been fetched', () => {
    const { lines } = play(document({ faults: [{ at: '20s', for: '40s', crash: { target: 'a#1' } }] }));
    const served = only(lines, 'answered')
      .filter((line) => line.includes('a#1'))
      .map((line) => Number(line.split(' ')[0]));
    const back = served.find((ms) => ms > 20_000) as number;
    expect(back).toBeGreaterThanOrEqual(60_000);
    expect(back).toBeLessThan(70_020);
  });

  it('never lets a living instance expire while heartbeats arrive', () => {
    const { lines } = play(document({ network: { latency: { exponential: { mean: '20ms' } } } }));
    expect(only(lines, 'refused')).toEqual([]);
  });

  it('finds expired leases at the sweep when one is given', () => {
    const at = (sweep: string) => {
      const { lines } = play(
        document({
          services: {
            a: { instances: 2, work: '1ms', concurrency: 'infinite', discovery: { ...leased, sweep, fetch: '10ms' } },
          },
          faults: [{ at: '40s', crash: { target: 'a#1' } }],
        }),
      );
      return Number(only(lines, 'refused').at(-1)?.split(' ')[0]);
    };
    expect(at('0s')).toBeLessThan(55_050);
    expect(at('30s')).toBeGreaterThan(at('0s'));
  });
});

describe('limits', () => {
  it('of calls in flight end the run with all results up to then', () => {
    const { simulation } = play({
      limits: { calls: 100 },
      services: { a: { work: '1s' } },
      workloads: user({ constant: '1000/s' }),
    });
    const result = simulation.result();
    expect(result.outcome).toBe('limit');
    expect(result.atMs).toBe(101);
    expect(result.reason).toContain('limits.calls');
    expect(result.summary.system.started).toBe(100);
  });

  it('of depth end a recursion that goes too deep', () => {
    const { simulation } = play({
      limits: { depth: 5 },
      services: { a: { work: '1ms', concurrency: 'infinite', steps: undefined } },
      workloads: user({ times: [0] }),
    });
    expect(simulation.result().outcome).toBe('completed');
    const deep = play({
      limits: { depth: 5 },
      services: { a: { concurrency: 'infinite', steps: [{ call: 'a', probability: 0.999999 }] } },
      workloads: user({ times: [0] }),
    }).simulation.result();
    expect(deep.outcome).toBe('limit');
    expect(deep.reason).toContain('limits.depth');
  });

  it('of time standing still end a loop and name the endpoints in it', () => {
    const result = simulate(
      scenario({
        services: {
          a: { steps: [{ call: 'b', count: 10000 }] },
          b: { steps: [{ call: 'c', count: 100 }] },
          c: { steps: [] },
        },
        workloads: user({ times: [0] }),
      }),
    );
    expect(result.outcome).toBe('livelock');
    expect(result.reason).toContain('a.default');
  });

  it('of time standing still name the endpoints also when nothing is in flight', () => {
    const users = { closed: { users: 1, think: 0 } };
    const reasonOf = (document: Record<string, unknown>) => simulate(scenario(document)).reason;
    expect(reasonOf({ services: { a: { steps: [] } }, workloads: user(users) })).toMatch(/ in a\.default$/);
    expect(
      reasonOf({
        services: { a: { steps: [], instances: 0 } },
        links: { 'user->a': { retry: { maxAttempts: 'infinite', on: ['no-instance'] } } },
        workloads: user({ times: [0] }),
      }),
    ).toMatch(/ in a\.default$/);
  });
});
