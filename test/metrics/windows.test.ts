import { describe, expect, it } from 'vitest';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import type { Series } from '../../sim-core/metrics/series.ts';
import { Timeline } from '../../sim-core/metrics/timeline.ts';
import { CANCELLED, ERROR, OK, RESET } from '../../sim-core/model/outcomes.ts';
import { begin, endAt, FakeWorld } from './fake-world.ts';

function system(series: Series, name: string): number[] {
  return [...series.column('system', name)];
}

describe('row 9: more windows than there is room for', () => {
  it.each([
    [1, 1000],
    [2000, 1000],
    [6003, 4000],
    [100_000, 64_000],
    [10_000_000, 512_000],
  ])('%d scopes cut 1000 s into windows of %d ms', (scopeCount, windowMs) => {
    const scenario = { durationNs: 1e12, warmupNs: 0, windowNs: 1e9, maxWindows: 3600 };
    expect(new Timeline(scenario, scopeCount).windowNs).toBe(windowMs * 1e6);
  });
});

describe('windows', () => {
  it('count a request where it ends, and an event at the edge in the window that begins', () => {
    const { metrics, fake } = begin();
    fake.simple(900, 1100);
    fake.simple(1500, 2000);
    fake.simple(2100, 2200);
    endAt(fake, 3000);

    const series = metrics.series();

    expect(series).toMatchObject({ windowMs: 1000, windowCount: 3, warmupWindows: 0, lastWindowMs: 1000 });
    expect(system(series, 'ok')).toEqual([0, 1, 2]);
    expect(system(series, 'started')).toEqual([1, 1, 1]);
    expect(system(series, 'inFlight')).toEqual([1, 1, 0]);
    expect(system(series, 'inFlightMean')).toEqual([0.1, 0.6, 0.1]);
    expect(system(series, 'artMs')).toEqual([NaN, 200, 300]);
    expect(system(series, 'artSdMs')[2]).toBeCloseTo(Math.sqrt(80_000), 9);
    expect(system(series, 'p50Ms')[1]).toBeCloseTo(200, 0);
    expect(system(series, 'throughputRps')).toEqual([0, 1, 2]);
  });

  it('every scope has its columns, and what is not there is refused', () => {
    const { metrics, fake } = begin();
    fake.simple(0, 10);
    endAt(fake, 3000);

    const series = metrics.series();

    expect(series.scopes).toEqual([
      ...['system', 'workloads.web', 'links.web->orders', 'links.orders->stock', 'services.orders', 'services.stock'],
      ...['endpoints.orders.default', 'endpoints.stock.default'],
      ...['instances.orders#1', 'instances.orders#2', 'instances.stock#1'],
    ]);
    for (const scope of series.scopes) {
      for (const name of series.columns(scope)) expect(series.column(scope, name)).toHaveLength(3);
    }
    expect(series.columns('services.orders')).toContain('queueLength.max');
    expect(series.columns('links.web->orders')).not.toContain('p50Ms');
    expect(() => series.column('system', 'uptime')).toThrow(RangeError);
    expect(() => series.columns('services.none')).toThrow(RangeError);
  });

  it('without instance windows a service still has its own', () => {
    const metrics = new MetricsObserver({ instanceWindows: false });
    const fake = new FakeWorld(metrics, { warmupMs: 1500 });
    fake.at(500).change(0, 1, 1, 2);
    fake.simple(1600, 1700);
    fake.at(2500).change(0, 0, 0, 0);
    endAt(fake, 3000);

    const series = metrics.series();

    expect(series.scopes).not.toContain('instances.orders#1');
    expect([...series.column('services.orders', 'queueLength.mean')]).toEqual([1, 2, 1]);
    expect([...series.column('services.orders', 'queueLength.max')]).toEqual([2, 2, 2]);
    expect([...series.column('services.orders', 'utilization')]).toEqual([0.25, 0.5, 0.25]);
    expect(metrics.summary().instances['orders#1']).toMatchObject({ requests: 1, inFlight: 0 });
    expect(metrics.summary().instances['orders#1'].inFlightMean).toBeCloseTo(100 / 1500, 12);
  });

  it('more windows than allowed: they are twice as long until they fit', () => {
    const { metrics, fake } = begin({ durationMs: 5000, windowMs: 500, maxWindows: 4 });
    fake.simple(1999, 2000);
    endAt(fake, 5000);

    expect(metrics.series()).toMatchObject({ windowMs: 2000, windowCount: 3, lastWindowMs: 1000 });
    expect(system(metrics.series(), 'ok')).toEqual([0, 1, 0]);
  });

  it('a wide window is the exact sum of the narrow ones', () => {
    const narrow = begin({ durationMs: 4000, windowMs: 500 });
    const wide = begin({ durationMs: 4000, windowMs: 500, maxWindows: 4 });
    for (const { fake } of [narrow, wide]) {
      for (let i = 0; i < 60; i++) fake.simple(i * 61, i * 61 + 7 * (i % 9), i % 2);
      endAt(fake, 4000);
    }

    const pairs = (name: string) => {
      const values = system(narrow.metrics.series(), name);
      return [0, 2, 4, 6].map((w) => values[w] + values[w + 1]);
    };

    expect(pairs('ok')).toEqual(system(wide.metrics.series(), 'ok'));
    const inFlightMs = (values: number[], windowMs: number) => values.map((value) => Math.round(value * windowMs));
    expect(inFlightMs(pairs('inFlightMean'), 500)).toEqual(
      inFlightMs(system(wide.metrics.series(), 'inFlightMean'), 1000),
    );
    const counts = new Map<number, number>();
    for (const w of [0, 1]) {
      for (const [cell, count] of narrow.metrics.series().histogram('system', w)) {
        counts.set(cell, (counts.get(cell) ?? 0) + count);
      }
    }
    expect(new Map(wide.metrics.series().histogram('system', 0))).toEqual(counts);
  });
});

describe('warm-up', () => {
  it('per-request numbers are of requests started after it, rates of the time after it', () => {
    const { metrics, fake } = begin({ warmupMs: 1000, durationMs: 3000 });
    fake.simple(500, 900);
    const early = fake.at(950).request();
    const attempt = fake.attempt(early, 0);
    fake.admit(attempt);
    fake.at(1150).answer(attempt, OK);
    fake.endAttempt(attempt, OK);
    fake.endCall(early, OK);
    fake.simple(1200, 1210);
    fake.at(2900).request();
    endAt(fake, 3000);

    const { system: total, services } = metrics.summary();

    expect(total).toMatchObject({ requests: 1, started: 2, artMs: 10, maxMs: 10, attempts: 1, inFlight: 1 });
    expect(total).toMatchObject({ throughputRps: 1, goodputRps: 1, offeredRps: 1 });
    expect(total.inFlightMean).toBe((150 + 10 + 100) / 2000);
    expect(total.p999Ms).toBeLessThanOrEqual(10);
    expect(services.orders).toMatchObject({ requests: 1, artMs: 10, throughputRps: 1 });
    expect(services.orders.inFlightMean).toBe(0.08);
    expect(system(metrics.series(), 'ok')).toEqual([1, 2, 0]);
    expect(metrics.series().warmupWindows).toBe(1);
  });

  it('calls and attempts below an early request are early too, whenever they begin', () => {
    const { metrics, fake } = begin({ warmupMs: 1000 });
    const request = fake.at(900).request();
    const outer = fake.attempt(request, 0);
    fake.admit(outer);
    const inner = fake.at(1100).nested(outer);
    const attempt = fake.attempt(inner, 2);
    fake.observer.messageSent(attempt, 0, 70);
    fake.at(1200).endAttempt(attempt, ERROR);
    fake.endCall(inner, ERROR);
    endAt(fake, 3000);

    const link = metrics.summary().links['orders->stock'];

    expect(link).toMatchObject({ requests: 0, started: 0, attempts: 0, errorsMet: 0, artFailedMs: null });
    expect(link).toMatchObject({ offeredRps: 0.5, errorRateRps: 0.5, bytes: 70 });
  });

  it('may end within a window; integrals and crashes follow the time', () => {
    const { metrics, fake } = begin({ warmupMs: 500, durationMs: 2000 });
    fake.at(100).change(0, 1, 1, 4);
    fake.at(600).change(0, 1, 0, 2);
    fake.at(400 + 600).crash(0);
    fake.at(1500).start(0);
    endAt(fake, 2000);

    const { instances, services } = metrics.summary();
    const series = metrics.series();

    expect(series).toMatchObject({ windowCount: 2, warmupWindows: 1 });
    expect(instances['orders#1'].queueLength?.mean).toBeCloseTo((4 * 100 + 2 * 400) / 1500, 12);
    expect(instances['orders#1'].cpu).toBe(0.1);
    expect(services.orders.crashes).toBe(1);
    expect([...series.column('instances.orders#1', 'cpu')]).toEqual([0.5, 0]);
    expect([...series.column('services.orders', 'crashes')]).toEqual([0, 1]);
  });
});

describe('the end', () => {
  it('within a window leaves a short one', () => {
    const { metrics, fake } = begin({ durationMs: 10_000 });
    fake.simple(1000, 1200);
    endAt(fake, 1500);

    expect(metrics.series()).toMatchObject({ windowCount: 2, lastWindowMs: 500 });
    expect(system(metrics.series(), 'throughputRps')).toEqual([0, 2]);
  });

  it('at the edge of a window adds what happened in that instant to the window before', () => {
    const { metrics, fake } = begin({ durationMs: 10_000 });
    fake.simple(1000, 1200);
    fake.simple(1300, 2000);
    endAt(fake, 2000);

    const series = metrics.series();

    expect(series).toMatchObject({ windowCount: 2, lastWindowMs: 1000 });
    expect(system(series, 'ok')).toEqual([0, 2]);
    expect(system(series, 'inFlight')).toEqual([0, 0]);
    expect(series.histogram('system', 1).reduce((sum, [, count]) => sum + count, 0)).toBe(2);
    expect(metrics.summary().system.requests).toBe(2);
  });

  it('before warm-up is over measures nothing', () => {
    const { metrics, fake } = begin({ warmupMs: 2500 });
    fake.simple(100, 200);
    endAt(fake, 1500);

    expect(metrics.summary().system).toMatchObject({ requests: 0, throughputRps: null, inFlightMean: null });
    expect(metrics.summary().services.orders).toMatchObject({ uptime: null, utilization: null });
  });
});

/** A busy life of a small system, so that every column moves. */
function live(fake: FakeWorld, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const start = i * 97;
    fake.at(start).change(i % 3, i % 2, i % 2, i % 4);
    if (i % 5 === 3) fake.crash(1);
    if (i % 5 === 4) fake.start(1);
    const call = fake.request();
    const attempt = fake.attempt(call, i % 2);
    fake.observer.messageSent(attempt, 0, i);
    fake.admit(attempt, i % 2 === 0);
    fake.at(start + 20).answer(attempt, i % 7 === 0 ? RESET : OK, [0, 20, 0]);
    fake.observer.workerReleased(i % 2, 20e6, i % 3);
    const outcome = i % 7 === 0 ? RESET : OK;
    fake.endAttempt(attempt, outcome);
    if (i % 11 !== 0) fake.at(start + 20 + (i % 60)).endCall(call, i % 13 === 5 ? CANCELLED : outcome, [20]);
    fake.free(attempt);
  }
}

function everything(metrics: MetricsObserver): unknown {
  const series = metrics.series();
  const columns = series.scopes.flatMap((scope) =>
    series.columns(scope).map((name) => [scope, name, ...series.column(scope, name)]),
  );
  return { summary: metrics.summary(), columns, root: [...metrics.rootCauses] };
}

describe('conservation', () => {
  it('in every window and scope what was in flight and what started has ended or is in flight', () => {
    const { metrics, fake } = begin({ durationMs: 10_000, warmupMs: 2345 });
    live(fake, 0, 100);
    endAt(fake, 10_000);

    const series = metrics.series();

    let ended = 0;
    for (const scope of series.scopes) {
      const column = (name: string) => series.column(scope, name);
      const [started, ok, degraded] = [column('started'), column('ok'), column('degraded')];
      const [failed, cancelled, inFlight] = [column('failed'), column('cancelled'), column('inFlight')];
      for (let w = 0; w < series.windowCount; w++) {
        const before = w === 0 ? 0 : inFlight[w - 1];
        expect(before + started[w]).toBe(ok[w] + degraded[w] + failed[w] + cancelled[w] + inFlight[w]);
        ended += ok[w] + failed[w] + cancelled[w];
      }
    }
    expect(ended).toBeGreaterThan(500);
    const { started, requests, cancelled, inFlight } = metrics.summary().system;
    expect(started).toBe(requests + cancelled + inFlight);
  });
});

describe('reading', () => {
  it('at any time changes no bit of any number', () => {
    const quiet = begin({ durationMs: 10_000, warmupMs: 2345 });
    const watched = begin({ durationMs: 10_000, warmupMs: 2345 });
    for (let i = 0; i < 100; i++) {
      live(quiet.fake, i, i + 1);
      live(watched.fake, i, i + 1);
      everything(watched.metrics);
    }
    endAt(quiet.fake, 10_000);
    endAt(watched.fake, 10_000);

    expect(everything(watched.metrics)).toEqual(everything(quiet.metrics));
  });

  it('leaves out the window under way, and closes one that time has passed', () => {
    const { metrics, fake } = begin();
    fake.simple(0, 10);

    expect(metrics.series().windowCount).toBe(0);
    expect(metrics.summary().system).toMatchObject({ requests: 1, offeredRps: 100 });

    fake.at(1000);

    expect(system(metrics.series(), 'ok')).toEqual([1]);
  });
});

describe('snapshots', () => {
  it('are plain data, and going on from one ends like never having stopped', () => {
    const straight = begin({ durationMs: 10_000, warmupMs: 2345 });
    live(straight.fake, 0, 100);
    endAt(straight.fake, 10_000);
    const stopped = begin({ durationMs: 10_000, warmupMs: 2345 });
    live(stopped.fake, 0, 50);
    const saved = structuredClone(stopped.metrics.snapshot());
    live(stopped.fake, 50, 60);
    stopped.metrics.series();

    stopped.fake.at(49 * 97 + 70);
    stopped.fake.world.instanceUp[1] = 1;
    for (let i = 0; i < 3; i++) {
      const last = [48, 49, 47][i];
      const instance = last % 3;
      stopped.fake.world.instanceBusy[instance] = last % 2;
      stopped.fake.world.instanceWorking[instance] = last % 2;
      stopped.fake.world.instanceQueued[instance] = last % 4;
    }
    stopped.metrics.restore(saved);
    live(stopped.fake, 50, 100);
    endAt(stopped.fake, 10_000);

    expect(stopped.metrics.rootCauses).toEqual(straight.metrics.rootCauses);
    expect(everything(stopped.metrics)).toEqual(everything(straight.metrics));
  });
});
