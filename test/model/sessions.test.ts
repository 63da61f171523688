import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { findings, queue } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

const shop = (session: unknown, arrivals: Document, top: Document = {}): Document => ({
  services: {
    home: { concurrency: 'infinite', work: '10ms' },
    cart: { concurrency: 'infinite', work: '20ms', errorRate: '100%' },
    pay: { concurrency: 'infinite', endpoints: { start: { steps: [{ work: '5ms' }] }, end: { steps: [] } } },
  },
  workloads: { user: { session, arrivals } },
  ...top,
});

const calls = (document: Document) => only(play(document).lines, 'call');

const three = [
  { call: 'home', think: '100ms' },
  { call: 'cart', think: '200ms' },
  { call: 'pay.end', think: '1s' },
];

describe('a session', () => {
  it('makes its requests one after the other, each after a pause, also after one that failed', () => {
    expect(only(play(shop(three, { times: ['1s'] })).lines, 'call', 'ended')).toEqual([
      '1000 call user->home',
      '1010 ended user->home ok process=10',
      '1110 call user->cart',
      '1130 ended user->cart error process=20',
      '1330 call user->pay',
      '1330 ended user->pay ok',
    ]);
  });

  it('begins anew at each arrival, whether or not others are under way', () => {
    const lines = calls(shop(three, { times: ['0s', '50ms', '50ms'] }));
    expect(lines.filter((line) => line.endsWith('home'))).toHaveLength(3);
    expect(lines.slice(-3)).toEqual(['330 call user->pay', '380 call user->pay', '380 call user->pay']);
  });

  it('is repeated by a closed user, after the last pause and the think time', () => {
    const closed = { closed: { users: 1, think: '500ms' } };
    expect(calls(shop(three, closed, { duration: '3s' }))).toEqual([
      '500 call user->home',
      '610 call user->cart',
      '830 call user->pay',
      '2330 call user->home',
      '2440 call user->cart',
      '2660 call user->pay',
    ]);
  });

  it('of one request is a call, to the bit', () => {
    const one = (workload: Document) => {
      const { digest, summary } = simulate(scenario({ ...shop([], {}), workloads: { user: workload } }));
      return { digest, summary };
    };
    const open = { arrivals: { poisson: 40 }, clients: 3 };
    const closed = { arrivals: { closed: { users: 3, think: { exponential: { mean: '90ms' } } } }, clients: 3 };
    for (const how of [open, closed]) {
      expect(one({ session: [{ call: 'home' }], ...how })).toEqual(one({ call: 'home', ...how }));
    }
    // After the last answer nobody waits.
    expect(one({ session: [{ call: 'home', think: '1s' }], ...open })).toEqual(one({ call: 'home', ...open }));
  });

  it('of one request with a pause keeps a closed user waiting as long', () => {
    const closed = (think: string) => ({ closed: { users: 2, think } });
    const split = calls(shop([{ call: 'home', think: '60ms' }], closed('40ms')));
    const first = Number(split[0].split(' ')[0]);
    expect(first).toBe(40);
    expect(split.slice(2, 4)).toEqual(['150 call user->home', '150 call user->home']);
  });

  it('is finished by a user who leaves', () => {
    const document = shop(three, { closed: { users: 2, think: '0s' } }, { duration: '10s' });
    const workloads = document.workloads as Record<string, Document>;
    workloads.user = { ...workloads.user, profile: [{ at: '50ms', scale: 0 }] };
    const lines = calls(document);
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe('330 call user->pay');
  });

  it.each([{ constant: 10 }, { closed: { users: 1, think: '10ms' } }])(
    'has the same client from beginning to end, with %j',
    (arrivals) => {
      const { lines } = play({
        services: { home: { instances: 2, concurrency: 'infinite', work: '1ms' } },
        workloads: { user: { session: [{ call: 'home', think: '1ms' }, { call: 'home' }], arrivals, clients: 9 } },
      });
      // Every client has a round robin of its own: it never asks the same of two instances twice running.
      const instances = only(lines, 'attempt').map((line) => line.split(' ')[2]);
      expect(instances.length).toBeGreaterThan(190);
      for (let first = 0; first + 1 < instances.length; first += 2) {
        expect(instances[first]).not.toBe(instances[first + 1]);
      }
    },
  );

  it('has keys of its own for each request, which no pause and no answer changes', () => {
    const demands = (think: string, errorRate: string) => {
      const { lines } = play({
        services: { a: { concurrency: 'infinite', work: { exponential: { mean: '10ms' } }, errorRate } },
        workloads: {
          user: {
            session: [{ call: 'a', think }, { call: 'a', think }, { call: 'a' }],
            arrivals: { constant: 1 },
          },
        },
      });
      return only(lines, 'ended').map((line) => line.split('process=')[1]);
    };
    const wanted = demands('1ms', '0%');
    expect(wanted).toHaveLength(27);
    expect(new Set(wanted).size).toBe(27);
    expect(demands('100ms', '100%')).toEqual(wanted);
  });

  it('counts each request by itself at the workload and at one link for each service', () => {
    const session = [{ call: 'pay.start' }, { call: 'home' }, { call: 'pay.end' }, { call: 'cart' }];
    const { summary } = simulate(scenario(shop(session, { constant: 10 })));
    expect(summary.workloads.user).toMatchObject({ requests: 99 * 4, failed: 99 });
    expect(Object.keys(summary.links)).toEqual(['user->cart', 'user->home', 'user->pay']);
    expect(summary.links['user->pay'].requests).toBe(2 * 99);
    expect(summary.endpoints['pay.end'].requests).toBe(99);
  });

  it('under way counts like a call in flight', () => {
    const long = [{ call: 'home', think: '10m' }, { call: 'home' }];
    const result = simulate(scenario(shop(long, { constant: 100 }, { limits: { calls: 50, depth: 4 } })));
    expect(result.outcome).toBe('limit');
  });

  it('goes on alike from a snapshot', () => {
    const pause = { exponential: { mean: '200ms' } };
    const session = [
      { call: 'home', think: pause },
      { call: 'cart', think: pause },
      { call: 'pay.start', think: pause },
    ];
    for (const arrivals of [{ poisson: 60 }, { closed: { users: 20, think: pause } }]) {
      const document = scenario(shop(session, arrivals));
      const whole = simulate(document);
      const running = createSimulation(document);
      running.runUntil(3333);
      const other = createSimulation(document);
      other.restore(structuredClone(running.snapshot()));
      other.run();
      expect(other.result().digest).toBe(whole.digest);
    }
  });

  it('stands instead of a call, and names endpoints that exist', () => {
    const found = (workload: Document) => findings({ ...queue(), workloads: { clients: workload } });
    const arrivals = { poisson: 1 };
    expect(found({ call: 'server', session: [{ call: 'server' }], arrivals })).toEqual(['conflict workloads.clients']);
    expect(found({ session: [], arrivals })).toEqual(['out-of-range workloads.clients.session']);
    expect(found({ session: [{ call: 'server' }, { call: 'nobody' }], arrivals })).toEqual([
      'unknown-reference workloads.clients.session.1.call',
    ]);
    expect(found({ session: [{ think: 5 }], arrivals })).toEqual(['missing-key workloads.clients.session.0']);
  });
});
