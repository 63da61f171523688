import { describe, expect, it } from 'vitest';
import { createSimulation, type Simulation, simulate } from '../../sim-core/index.ts';
import { CONNECTING, CONNECTION_OPEN } from '../../sim-core/model/tables.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

const once = (atMs: number[]) => ({ user: { call: 'a', arrivals: { times: atMs } } });
const pooled = (atMs: number[], pool: Document, service: Document = {}, link: Document = {}): Document => ({
  services: { a: { concurrency: 'infinite', work: '10ms', ...service } },
  links: { 'user->a': { network: { latency: '1ms' }, pool, ...link } },
  workloads: once(atMs),
});
const story = (document: Document) => only(play(document).lines, 'attempt', 'ended');

describe('a connection', () => {
  it('costs its round trips when it is opened, and none when it is used again', () => {
    expect(story(pooled([0, 30], {}))).toEqual([
      '0 attempt a#1 1',
      '16 ended user->a ok send=5 process=10 respond=1',
      '30 attempt a#1 1',
      '42 ended user->a ok send=1 process=10 respond=1',
    ]);
  });

  it('carries one attempt at a time, or several streams', () => {
    const times = [0, 30, 31, 32];
    expect(only(play(pooled(times, {})).lines, 'ended').slice(1)).toEqual([
      '42 ended user->a ok send=1 process=10 respond=1',
      '47 ended user->a ok send=5 process=10 respond=1',
      '48 ended user->a ok send=5 process=10 respond=1',
    ]);
    expect(only(play(pooled(times, { streams: 2 })).lines, 'ended').slice(1)).toEqual([
      '42 ended user->a ok send=1 process=10 respond=1',
      '43 ended user->a ok send=1 process=10 respond=1',
      '48 ended user->a ok send=5 process=10 respond=1',
    ]);
  });

  it('that is being opened carries also those that come meanwhile, as far as it has streams', () => {
    expect(only(play(pooled([0, 1, 2], { streams: 2, maxConnections: 1 })).lines, 'ended')).toEqual([
      '16 ended user->a ok send=5 process=10 respond=1',
      '16 ended user->a ok send=4 process=10 respond=1',
      '28 ended user->a ok send=15 process=10 respond=1',
    ]);
  });

  it('is closed when it was idle for too long', () => {
    expect(story(pooled([0, 30], { idleTimeout: '13ms' })).at(-1)).toBe(
      '46 ended user->a ok send=5 process=10 respond=1',
    );
    expect(story(pooled([0, 30], { idleTimeout: '15ms' })).at(-1)).toBe(
      '42 ended user->a ok send=1 process=10 respond=1',
    );
  });
});

describe('a pool that is full', () => {
  it('lets attempts wait in line, so many, and rejects the rest', () => {
    expect(story(pooled([0, 1, 2, 3], { maxConnections: 1, maxPending: 2, handshake: { roundTrips: 0 } }))).toEqual([
      '0 attempt a#1 1',
      '1 attempt a#1 1',
      '2 attempt a#1 1',
      '3 attempt a#1 1',
      '3 ended user->a rejected',
      '12 ended user->a ok send=1 process=10 respond=1',
      '24 ended user->a ok send=12 process=10 respond=1',
      '36 ended user->a ok send=23 process=10 respond=1',
    ]);
  });

  it('holds a connection until the late answer has come, and forgets those that time out in line', () => {
    const document = pooled([0, 1, 20], { maxConnections: 1, handshake: { roundTrips: 0 } }, {}, { timeout: '6ms' });
    expect(play(document).lines).toEqual([
      '0 call user->a',
      '0 attempt a#1 1',
      '1 admitted a#1',
      '1 call user->a',
      '1 attempt a#1 1',
      '6 attemptEnded a#1 timeout',
      '6 ended user->a timeout send=1 process=5',
      '7 attemptEnded a#1 timeout',
      '7 ended user->a timeout send=6',
      '11 released a#1 held=10 wasted=5',
      '11 answered a#1 ok',
      '20 call user->a',
      '20 attempt a#1 1',
      '21 admitted a#1',
      '26 attemptEnded a#1 timeout',
      '26 ended user->a timeout send=1 process=5',
      '31 released a#1 held=10 wasted=5',
      '31 answered a#1 ok',
    ]);
  });

  it('closes an idle connection to one instance to open one to another', () => {
    const pool = { maxConnections: 1, handshake: { roundTrips: 1 } };
    const document = pooled([0, 20, 40], pool, { instances: 2 }, { balancer: { policy: 'round-robin' } });
    expect(story(document).filter((line) => line.includes('ended'))).toEqual([
      '14 ended user->a ok send=3 process=10 respond=1',
      '34 ended user->a ok send=3 process=10 respond=1',
      '54 ended user->a ok send=3 process=10 respond=1',
    ]);
  });

  it('closes the one that has been idle longest, also where connections carry several streams', () => {
    const document = pooled(
      [0, 1, 100, 200],
      { maxConnections: 2, streams: 2 },
      { instances: { count: 3, speeds: [1, 1, 0.2] } },
      { balancer: { policy: 'round-robin' } },
    );
    // The first one carries the slow answer until 56 ms, the second one is idle from 17 ms on.
    expect(only(play(document).lines, 'attempt')).toEqual([
      '0 attempt a#3 1',
      '1 attempt a#1 1',
      '100 attempt a#2 1',
      '200 attempt a#3 1',
    ]);
    expect(story(document).at(-1)).toBe('252 ended user->a ok send=1 process=50 respond=1');
  });

  it('gives a connection that comes free to who waits for its instance, else its place to who waits longest', () => {
    const pool = { maxConnections: 1, handshake: { roundTrips: 1 } };
    const document = pooled([0, 1, 2], pool, { instances: 2 }, { balancer: { policy: 'round-robin' } });
    expect(story(document)).toEqual([
      expect.stringContaining('0 attempt a#'),
      expect.stringContaining('1 attempt a#'),
      expect.stringContaining('2 attempt a#'),
      '14 ended user->a ok send=3 process=10 respond=1',
      '26 ended user->a ok send=13 process=10 respond=1',
      '40 ended user->a ok send=28 process=10 respond=1',
    ]);
  });
});

describe('connecting', () => {
  it('to a process that is down is refused after one round trip, with all that wait for it', () => {
    const document = {
      ...pooled([0, 1], { streams: 2 }),
      faults: [{ at: 0, for: '50ms', crash: { target: 'a' } }],
    };
    expect(only(play(document).lines, 'attemptEnded', 'ended')).toEqual([
      '2 attemptEnded a#1 connect-failure',
      '2 ended user->a connect-failure send=2',
      '2 attemptEnded a#1 connect-failure',
      '2 ended user->a connect-failure send=1',
    ]);
  });

  it('to a host that is down fails when the connect timeout is over', () => {
    const document = (pool: Document) => ({
      ...pooled([0], pool),
      faults: [{ at: 0, for: '5s', crash: { target: 'a', host: true } }],
    });
    expect(only(play(document({})).lines, 'ended')).toEqual(['100 ended user->a connect-failure send=100']);
    expect(only(play(document({ connectTimeout: '7ms' })).lines, 'ended')).toEqual([
      '7 ended user->a connect-failure send=7',
    ]);
  });

  it('to a host that is down fails without a connect timeout when TCP gives up', () => {
    const simulation = createSimulation(
      scenario({
        ...pooled([0, 2_000_000], { connectTimeout: 'infinite', maxConnections: 1 }),
        duration: '1h',
        faults: [{ at: 0, for: '5s', crash: { target: 'a', host: true } }],
      }),
    );
    simulation.runUntil(1_000_000);
    expect(simulation.result().summary.links['user->a'].failedBy['connect-failure']).toBe(1);
    simulation.run();
    expect(simulation.result().summary.links['user->a'].ok).toBe(1);
  });

  it('anew is needed after a crash, and after a caller has lost an answer', () => {
    const crash = { ...pooled([0, 60], {}), faults: [{ at: '30ms', for: '10ms', crash: { target: 'a' } }] };
    expect(story(crash).at(-1)).toBe('76 ended user->a ok send=5 process=10 respond=1');
    const host = {
      ...pooled([0, 25, 60], {}, {}, { timeout: '20ms' }),
      faults: [{ at: '20ms', for: '30ms', crash: { target: 'a', host: true } }],
    };
    expect(story(host).slice(-3)).toEqual([
      '45 ended user->a timeout send=20',
      '60 attempt a#1 1',
      '76 ended user->a ok send=5 process=10 respond=1',
    ]);
  });
});

/** What the columns say, counted again from the rows. */
function checkBooks({ world }: Simulation): void {
  const { attempts } = world;
  const { connections, poolBase, poolConnections } = world.pools;
  for (let caller = 0; caller < world.callerLink.length; caller++) {
    if (poolBase[caller] < 0) continue;
    const { instanceCount, firstInstance, pool } = world.links[world.callerLink[caller]];
    let open = 0;
    for (let row = 0; row < connections.pool.used; row++) {
      if (connections.state[row] !== 0 && connections.caller[row] === caller) open++;
    }
    if (open !== poolConnections[caller]) throw new Error(`${open} connections, ${poolConnections[caller]} counted`);
    if (open > (pool?.maxConnections ?? 0)) throw new Error(`${open} connections`);
    let pending = 0;
    for (let local = 0; local < instanceCount; local++) {
      const place = poolBase[caller] + local;
      let waiting = 0;
      for (let attempt = world.pools.poolHead[place]; attempt >= 0; attempt = attempts.next[attempt]) {
        waiting++;
        pending += attempts.counts[attempt];
      }
      if (waiting !== world.pools.poolWaiting[place])
        throw new Error(`${waiting} wait, ${world.pools.poolWaiting[place]} counted`);
      let connecting = 0;
      for (let row = 0; row < connections.pool.used; row++) {
        const isHere = connections.caller[row] === caller && connections.instance[row] === firstInstance + local;
        if (isHere && connections.state[row] === CONNECTING) connecting++;
      }
      if (connecting !== world.pools.poolConnecting[place]) throw new Error(`${connecting} connecting`);
    }
    if (pending !== world.pools.poolPending[caller])
      throw new Error(`${pending} pending, ${world.pools.poolPending[caller]} counted`);
  }
  for (let row = 0; row < connections.pool.used; row++) {
    if (connections.state[row] !== CONNECTION_OPEN) continue;
    let used = 0;
    for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
      if (attempts.state[attempt] !== 0 && attempts.connection[attempt] === row) used++;
    }
    if (used !== connections.used[row]) throw new Error(`${used} streams used, ${connections.used[row]} counted`);
  }
}

describe('pools', () => {
  const busy = (pool: Document): Document => ({
    services: {
      front: { instances: 2, concurrency: 'infinite', steps: [{ call: 'back' }] },
      back: { instances: 3, concurrency: 2, work: { exponential: { mean: '12ms' } }, cancellation: 'all' },
    },
    links: {
      'front->back': {
        network: { latency: { exponential: { mean: '1ms' } } },
        pool,
        timeout: '40ms',
        retry: { maxAttempts: 3 },
        hedge: { delay: '25ms' },
      },
    },
    workloads: { user: { call: 'front', arrivals: { poisson: 200 } } },
    faults: [
      { mtbf: '800ms', mttr: '60ms', crash: { target: 'front' } },
      { mtbf: '700ms', mttr: '60ms', crash: { target: 'back' } },
      { at: '2s', for: '300ms', crash: { target: 'back#1', host: true } },
    ],
  });

  it.each<[string, Document]>([
    ['HTTP/1.1', { maxConnections: 4, maxPending: 5, connectTimeout: '5ms', idleTimeout: '20ms' }],
    ['streams', { maxConnections: 2, maxPending: 3, streams: 3, idleTimeout: '50ms' }],
    ['no handshake', { maxConnections: 3, handshake: { roundTrips: 0 } }],
  ])('keep their books in a storm of everything, and go on alike from a snapshot: %s', (_, pool) => {
    const document = scenario({ ...busy(pool), duration: '5s' });
    const running = createSimulation(document, { check: true });
    while (running.runUntil(5000, 7) === 'running') checkBooks(running);
    expect(running.auditor?.report()).toEqual([]);
    const first = createSimulation(document, { check: true });
    first.runUntil(2222);
    const fresh = createSimulation(document, { check: true });
    fresh.restore(structuredClone(first.snapshot()));
    fresh.run();
    expect(fresh.result()).toEqual(running.result());
  });

  it('with room for everybody and no handshake are none', () => {
    const pool = { maxConnections: 'infinite', idleTimeout: 'infinite', handshake: { roundTrips: 0 } };
    const plain = { ...busy({}), faults: [] };
    const back = (link: Document) => ({ ...plain, links: { 'front->back': { timeout: '40ms', ...link } } });
    expect(simulate(scenario(back({ pool }))).digest).toBe(simulate(scenario(back({}))).digest);
  });

  it('leave arrivals and demands as they are', () => {
    const starts = (pool: Document) =>
      only(play({ ...busy(pool), duration: '2s' }).lines, 'call').filter((line) => line.includes('user'));
    expect(starts({ maxConnections: 1 })).toEqual(starts({}));
  });
});
