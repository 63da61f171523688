import { describe, expect, it, vi } from 'vitest';
import {
  CANCELLED,
  CONNECT_FAILURE,
  ERROR,
  NO_INSTANCE,
  OK,
  RESET,
  SAVED_BY_FAILOVER,
  SAVED_BY_QUORUM,
  SAVED_BY_RETRY,
  TIMEOUT,
  UNAVAILABLE,
} from '../../sim-core/model/outcomes.ts';
import { begin, endAt } from './fake-world.ts';

describe('reading the summary', () => {
  it('looks at all instances once, however many there are', () => {
    const { metrics, fake } = begin({ instances: 50 });
    fake.simple(0, 10);
    endAt(fake, 3000);
    const catchUp = vi.spyOn(metrics, 'catchUp');

    expect(Object.keys(metrics.summary().instances)).toHaveLength(51);
    expect(catchUp).toHaveBeenCalledTimes(1);
  });
});

describe('the four of the mission', () => {
  it('mean time, deviation and phases are of what ended ok, and phases add up to the mean', () => {
    const { metrics, fake } = begin();
    const first = fake.at(0).request();
    fake.at(10).endCall(first, OK, [1, 2, 3, 0, 4, 0]);
    const second = fake.at(100).request();
    fake.at(130).endCall(second, OK, [3, 4, 5, 0, 6, 12]);
    const failed = fake.at(200).request();
    fake.at(300).endCall(failed, TIMEOUT, [0, 0, 0, 0, 0, 100]);
    endAt(fake, 3000);

    const { system } = metrics.summary();

    expect(system.artMs).toBe(20);
    expect(system.artFailedMs).toBe(100);
    expect(system.artAllMs).toBe(140 / 3);
    expect(system.artSdMs).toBeCloseTo(Math.sqrt(200), 12);
    expect(system.phases).toEqual({
      sendMs: 2,
      queueMs: 3,
      processMs: 4,
      downstreamMs: 0,
      respondMs: 5,
      retryMs: 6,
    });
    expect(system.maxMs).toBe(30);
    expect(system.p50Ms).toBeCloseTo(10, 1);
  });

  it('availability counts requests, uptime counts time with an instance up', () => {
    const { metrics, fake } = begin();
    fake.simple(0, 10);
    const failed = fake.at(20).request();
    fake.at(30).endCall(failed, ERROR);
    const cancelled = fake.at(40).request();
    fake.at(50).endCall(cancelled, CANCELLED);
    fake.at(1000).crash(0);
    fake.at(1500).crash(1);
    fake.at(2100).start(0);
    endAt(fake, 3000);

    const { system, services, instances } = metrics.summary();

    expect(system).toMatchObject({ requests: 2, ok: 1, failed: 1, cancelled: 1, availability: 0.5 });
    expect(services.orders.uptime).toBe(0.8);
    expect(services.orders.crashes).toBe(2);
    expect(instances['orders#1'].uptime).toBeCloseTo(1900 / 3000, 12);
    expect(instances['orders#2'].uptime).toBe(0.5);
  });

  it('throughput wants a server that let it in, rejected a refusal; what vanished is neither', () => {
    const { metrics, fake } = begin({ sloMs: 10 });
    fake.simple(0, 10);
    fake.simple(20, 35);
    const refused = fake.at(40).request();
    const attempt = fake.attempt(refused, 0);
    fake.refuse(attempt, UNAVAILABLE);
    fake.endAttempt(attempt, UNAVAILABLE);
    fake.endCall(refused, UNAVAILABLE);
    const alone = fake.at(50).request();
    fake.endCall(alone, NO_INSTANCE);
    const vanished = fake.at(60).request();
    fake.attempt(vanished, 1);
    fake.at(90).endCall(vanished, TIMEOUT);
    endAt(fake, 2000);

    const { system, services } = metrics.summary();

    expect(system).toMatchObject({ offeredRps: 2.5, throughputRps: 1, goodputRps: 0.5, rejectedRps: 1 });
    expect(services.orders).toMatchObject({ offeredRps: 1.5, throughputRps: 1, goodputRps: 1, rejectedRps: 0.5 });
  });

  it('an objective is met by the share answered within it, of all that ended', () => {
    const { metrics, fake } = begin({ sloMs: 10, warmupMs: 1000 });
    fake.simple(0, 5);
    fake.simple(1000, 1010);
    fake.simple(1100, 1111);
    const failed = fake.at(1200).request();
    fake.at(1201).endCall(failed, ERROR);
    fake.at(1300).request();
    endAt(fake, 3000);

    const { slo } = metrics.summary().workloads.web;

    expect(slo?.fast.attainment).toBeCloseTo(1 / 3, 12);
    expect(slo?.fast.burnRate).toBeCloseTo(2 / 3 / 0.01, 9);
    expect(metrics.summary().system.slo).toBeUndefined();
  });

  it('an error that was met and handled is in the ledger, with its price', () => {
    const { metrics, fake } = begin();
    fake.simple(0, 10);
    const { calls } = fake.world;
    const saved = fake.at(20).request();
    fake.endAttempt(fake.attempt(saved, 0), ERROR);
    fake.at(25).endAttempt(fake.attempt(saved, 0), ERROR);
    fake.at(30).endAttempt(fake.attempt(saved, 1), OK);
    calls.savedBy[saved] = SAVED_BY_FAILOVER;
    fake.endCall(saved, OK);
    const lost = fake.at(40).request();
    fake.endAttempt(fake.attempt(lost, 1), ERROR);
    fake.at(50).endAttempt(fake.attempt(lost, 1), ERROR);
    fake.endCall(lost, ERROR);
    endAt(fake, 2000);

    const { system, links } = metrics.summary();

    expect(system).toMatchObject({ errorsMet: 2, errorsHandled: 1, ehr: 0.5, errorRateRps: 2 });
    expect(system).toMatchObject({ attempts: 6, retries: 3, hedges: 0, attemptsPerRequest: 2 });
    expect(system.ledger).toEqual({
      retry: { handled: 0, price: 2 },
      failover: { handled: 1, price: 1 },
      hedge: { handled: 0, price: 0 },
      fallback: { handled: 0, price: 0 },
      cache: { handled: 0, price: 0 },
      quorum: { handled: 0, price: 0 },
    });
    expect(links['web->orders'].ledger).toEqual(system.ledger);
  });

  it('no value where nothing was counted', () => {
    const { metrics, fake } = begin();
    endAt(fake, 3000);

    const { system, services } = metrics.summary();

    expect(system).toMatchObject({ requests: 0, artMs: null, availability: null, ehr: null, p99Ms: null, maxMs: null });
    expect(system).toMatchObject({ attemptsPerRequest: null, wastedWork: null, throughputRps: 0, inFlightMean: 0 });
    expect(services.orders).toMatchObject({ uptime: 1, utilization: 0, waitedRatio: null, crashes: 0 });
  });
});

describe('trees of calls', () => {
  it('attempts of the whole tree belong to the workload, at a link only its own; phases are opened at the workload', () => {
    const { metrics, fake } = begin();
    const request = fake.at(0).request();
    const outer = fake.attempt(request, 0);
    fake.at(1).admit(outer);
    const inner = fake.at(3).nested(outer);
    const first = fake.attempt(inner, 2);
    fake.admit(first);
    fake.at(5).answer(first, ERROR);
    fake.endAttempt(first, ERROR);
    const second = fake.attempt(inner, 2);
    fake.admit(second);
    fake.at(9).answer(second, OK, [0, 4, 0]);
    fake.endAttempt(second, OK);
    fake.world.calls.savedBy[inner] = SAVED_BY_RETRY;
    fake.endCall(inner, OK, [0, 0, 4, 0, 0, 2]);
    fake.world.attempts.metError[outer] = 1;
    fake.at(10).answer(outer, OK, [0, 3, 6]);
    fake.at(11).endAttempt(outer, OK);
    fake.world.calls.metError[request] = 1;
    fake.world.calls.savedBy[request] = SAVED_BY_RETRY;
    fake.endCall(request, OK, [1, 0, 3, 6, 1, 0], [1, 0, 7, 0, 1, 2]);
    endAt(fake, 1000);

    const { system, workloads, links, services, endpoints, instances } = metrics.summary();

    expect(system).toMatchObject({ started: 1, attempts: 3, retries: 1, errorsHandled: 1 });
    expect(workloads.web.phases).toMatchObject({ processMs: 7, downstreamMs: 0, retryMs: 2 });
    expect(links['web->orders']).toMatchObject({ attempts: 1, retries: 0, artMs: 11 });
    expect(links['web->orders'].phases).toMatchObject({ processMs: 3, downstreamMs: 6, retryMs: 0 });
    expect(links['orders->stock']).toMatchObject({ started: 1, attempts: 2, retries: 1, artMs: 6, errorRateRps: 1 });
    expect(services.orders).toMatchObject({ requests: 1, artMs: 9, errorsMet: 1, errorsHandled: 1 });
    expect(services.orders.phases).toEqual({ queueMs: 0, processMs: 3, downstreamMs: 6 });
    expect(endpoints['stock.default']).toMatchObject({ requests: 2, ok: 1, failed: 1, artMs: 4, artFailedMs: 2 });
    expect(instances['stock#1']).toMatchObject({ requests: 2, availability: 0.5 });
    expect(instances['orders#2']).toMatchObject({ requests: 0 });
  });

  it('the system adds up its workloads, spread included', () => {
    const { metrics, fake } = begin({ workloads: ['app', 'web'] });
    for (const [start, end, workload] of [
      [0, 10, 0],
      [20, 40, 0],
      [50, 1050, 1],
      [1100, 1500, 1],
    ]) {
      fake.simple(start, end, 0, workload);
    }
    endAt(fake, 2000);

    const { system, workloads } = metrics.summary();

    const times = [10, 20, 1000, 400];
    const mean = times.reduce((a, b) => a + b, 0) / 4;
    const squares = times.reduce((sum, time) => sum + (time - mean) * (time - mean), 0);
    expect(system.artMs).toBe(mean);
    expect(system.artSdMs).toBeCloseTo(Math.sqrt(squares / 3), 9);
    expect(workloads.app.artSdMs).toBeCloseTo(Math.sqrt(50), 9);
    expect(system.maxMs).toBe(1000);
    expect(system.p50Ms).toBeCloseTo(20, 0);
  });

  it('a failed request is blamed on where its failure began', () => {
    const { metrics, fake } = begin();
    const { calls } = fake.world;
    const failed = fake.at(0).request();
    calls.causeService[failed] = 1;
    calls.causeReason[failed] = RESET;
    fake.endCall(failed, ERROR);
    const alone = fake.request();
    calls.causeReason[alone] = NO_INSTANCE;
    fake.endCall(alone, NO_INSTANCE);
    endAt(fake, 1000);

    const { system, workloads } = metrics.summary();

    expect(system.rootCause).toEqual({ orders: { 'no-instance': 1 }, stock: { reset: 1 } });
    expect(workloads.web.rootCause).toEqual(system.rootCause);
    expect(system.failedBy).toMatchObject({ error: 1, 'no-instance': 1, reset: 0 });
  });

  it('branches that nobody needed are the price of a quorum', () => {
    const { metrics, fake } = begin();
    const request = fake.at(0).request();
    const attempt = fake.attempt(request, 0);
    fake.admit(attempt);
    fake.observer.quorumDecided(fake.world.attempts.frame[attempt], 1, 2);
    fake.world.calls.metError[request] = 1;
    fake.world.calls.savedBy[request] = SAVED_BY_QUORUM;
    fake.endCall(request, OK);
    endAt(fake, 1000);

    expect(metrics.summary().system.ledger?.quorum).toEqual({ handled: 1, price: 2 });
  });
});

describe("the server's side", () => {
  it('workers, queue and cpu are integrals over the time up', () => {
    const { metrics, fake } = begin({ concurrency: 2, durationMs: 1000 });
    fake.at(100).change(0, 2, 1, 3);
    fake.at(300).change(0, 1, 1, 0);
    fake.at(400).crash(0);
    fake.at(900).start(0);
    fake.at(200);
    endAt(fake, 1000);

    const { instances, services } = metrics.summary();

    expect(instances['orders#1'].utilization).toBeCloseTo((2 * 200 + 100) / (2 * 500), 12);
    expect(instances['orders#1'].cpu).toBeCloseTo(300 / 1000, 12);
    expect(instances['orders#1'].queueLength).toEqual({ mean: 0.6, max: 3 });
    expect(services.orders.utilization).toBeCloseTo(500 / (2 * 1500), 12);
    expect(services.orders.queueLength).toEqual({ mean: 0.6, max: 3 });
  });

  it('the longest queue of a service is that of all its instances at one time, and only what lasted', () => {
    const { metrics, fake } = begin();
    fake.at(10).change(0, 1, 1, 4);
    fake.change(1, 1, 1, 3);
    fake.at(20).change(0, 1, 1, 9);
    fake.change(0, 1, 1, 1);
    fake.at(30).change(1, 1, 1, 5);
    endAt(fake, 1000);

    const { instances, services } = metrics.summary();

    expect(services.orders.queueLength?.max).toBe(7);
    expect(instances['orders#1'].queueLength?.max).toBe(4);
    expect(instances['orders#2'].queueLength?.max).toBe(5);
  });

  it('unlimited workers have no utilization', () => {
    const { metrics, fake } = begin({ concurrency: Infinity });
    endAt(fake, 1000);

    expect(metrics.summary().services.orders).toMatchObject({ utilization: null, cpu: null });
  });

  it('work for callers that gave up is wasted; waiting at the door is counted once', () => {
    const { metrics, fake } = begin();
    const call = fake.at(0).request();
    fake.admit(fake.attempt(call, 0));
    fake.admit(fake.attempt(call, 0), true);
    fake.observer.workerReleased(0, 30e6, 10e6);
    fake.observer.workerReleased(2, 10e6, 0);
    endAt(fake, 1000);

    const { system, services, instances } = metrics.summary();

    expect(services.orders).toMatchObject({ waitedRatio: 0.5, wastedWork: 10 / 30, inFlight: 2 });
    expect(instances['stock#1'].wastedWork).toBe(0);
    expect(system.wastedWork).toBe(0.25);
  });

  it('an endpoint that must not run twice counts every further execution, also of an attempt nobody waits for', () => {
    const { metrics, fake } = begin({ idempotent: false });
    const call = fake.at(0).request();
    const slow = fake.attempt(call, 0);
    fake.at(10).endAttempt(slow, TIMEOUT);
    fake.leave(slow);
    const quick = fake.attempt(call, 1);
    fake.admit(quick);
    fake.at(12).answer(quick);
    fake.endAttempt(quick, OK);
    fake.endCall(call, OK);
    const other = fake.request();
    fake.at(20).admit(slow);
    fake.at(30).endCall(other, NO_INSTANCE);
    endAt(fake, 1000);

    const { services, instances } = metrics.summary();

    expect(services.orders.duplicateExecutions).toBe(1);
    expect(instances['orders#1'].duplicateExecutions).toBe(1);
    expect(instances['orders#2'].duplicateExecutions).toBe(0);
  });

  it('nobody listens: no visit; a full queue: a visit that takes no time', () => {
    const { metrics, fake } = begin();
    const call = fake.at(0).request();
    fake.refuse(fake.attempt(call, 0), CONNECT_FAILURE);
    fake.refuse(fake.attempt(call, 0), UNAVAILABLE);
    endAt(fake, 1000);

    const { orders } = metrics.summary().services;

    expect(orders).toMatchObject({ started: 1, failed: 1, inFlight: 0, artFailedMs: 0, errorsMet: 1 });
    expect(orders.failedBy).toEqual({ 'deadline-exceeded': 0, reset: 0, unavailable: 1, error: 0 });
  });
});

describe('links', () => {
  it('count bytes, losses and attempts sent to what is gone', () => {
    const { metrics, fake } = begin();
    fake.at(0).crash(0);
    const call = fake.request();
    const stale = fake.attempt(call, 0);
    fake.observer.messageSent(stale, 0, 500);
    fake.observer.messageLost(stale, 0);
    fake.observer.messageSent(stale, 0, 500);
    const fresh = fake.attempt(call, 1);
    fake.observer.messageSent(fresh, 0, 500);
    fake.world.hostUp[1] = 0;
    fake.attempt(call, 1);
    fake.attempt(call, 0);
    endAt(fake, 1000);

    expect(metrics.summary().links['web->orders']).toMatchObject({
      bytes: 1500,
      lost: 1,
      staleAttempts: 3,
      staleRatio: 0.75,
    });
  });
});

describe('in flight', () => {
  it('is an integral, and what is in flight at the end is not called failed', () => {
    const { metrics, fake } = begin();
    const first = fake.at(100).request();
    fake.at(300).request();
    fake.at(600).endCall(first, OK);
    endAt(fake, 1000);

    expect(metrics.summary().system).toMatchObject({ started: 2, requests: 1, inFlight: 1, inFlightMean: 1.2 });
  });
});
