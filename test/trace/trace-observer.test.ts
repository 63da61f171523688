import { describe, expect, it } from 'vitest';
import { CANCELLED, ERROR, OK, SAVED_BY_FAILOVER, TIMEOUT, UNAVAILABLE } from '../../sim-core/model/outcomes.ts';
import { TraceObserver, type TraceOptions } from '../../sim-core/trace/trace-observer.ts';
import { FakeWorld } from '../metrics/fake-world.ts';

function begin(options: TraceOptions = {}): { trace: TraceObserver; fake: FakeWorld } {
  const trace = new TraceObserver(options);
  return { trace, fake: new FakeWorld(trace) };
}

function ids(trace: TraceObserver): number[] {
  return trace.requests().map((request) => request.id);
}

/** One request: a first attempt that is turned away, a second that makes a call of its own. */
function story(fake: FakeWorld): void {
  const request = fake.at(10).request();
  const refused = fake.attempt(request, 0);
  fake.observer.messageLost(refused, 0);
  fake.at(12).refuse(refused, UNAVAILABLE);
  fake.at(13).endAttempt(refused, UNAVAILABLE);
  fake.free(refused);
  const served = fake.at(18).attempt(request, 1);
  fake.at(20).admit(served);
  const below = fake.at(24).nested(served);
  const inner = fake.attempt(below, 2);
  fake.at(25).admit(inner);
  fake.at(28).answer(inner, OK, [1, 2, 0]);
  fake.at(29).endAttempt(inner, OK);
  fake.endCall(below, OK, [1, 1, 2, 0, 1, 0]);
  fake.free(inner);
  fake.at(30).answer(served, OK, [1, 4, 5]);
  fake.at(32).endAttempt(served, OK);
  fake.world.calls.savedBy[request] = SAVED_BY_FAILOVER;
  fake.endCall(request, OK, [2, 1, 4, 5, 2, 8]);
  fake.free(served);
}

describe('a trace', () => {
  it('tells the story of a request', () => {
    const { trace, fake } = begin();
    story(fake);

    const [request] = trace.requests();

    expect(request).toMatchObject({
      id: 0,
      workload: 'web',
      startNs: 10e6,
      endNs: 32e6,
      outcome: 'ok',
      rootCause: null,
      savedBy: 'failover',
      metError: true,
    });
    expect(request.call).toMatchObject({ link: 'web->orders', service: 'orders', endpoint: 'default', outcome: 'ok' });
    expect(request.call.phases).toEqual({
      sendNs: 2e6,
      queueNs: 1e6,
      processNs: 4e6,
      downstreamNs: 5e6,
      respondNs: 2e6,
      retryNs: 8e6,
    });
    const [refused, served] = request.call.attempts;
    expect(refused).toEqual({
      id: expect.any(Number),
      number: 1,
      kind: 'first',
      instance: 'orders#1',
      startNs: 10e6,
      backoffNs: 0,
      gateNs: 0,
      poolNs: 0,
      arrivedNs: 12e6,
      answeredNs: 12e6,
      endNs: 13e6,
      outcome: 'unavailable',
      answer: 'unavailable',
      rejectedBy: null,
      lostMessages: 1,
      visit: null,
      calls: [],
    });
    expect(served).toMatchObject({ number: 2, instance: 'orders#2', startNs: 18e6, backoffNs: 5e6, endNs: 32e6 });
    expect(served.visit).toEqual({ queueNs: 1e6, processNs: 4e6, downstreamNs: 5e6 });
    expect(served.calls).toHaveLength(1);
    expect(served.calls[0]).toMatchObject({ link: 'orders->stock', startNs: 24e6, endNs: 29e6 });
    expect(served.calls[0].attempts[0]).toMatchObject({ instance: 'stock#1', arrivedNs: 25e6, answeredNs: 28e6 });
  });

  it('says where a failure began', () => {
    const { trace, fake } = begin();
    const request = fake.at(0).request();
    fake.world.calls.causeService[request] = 1;
    fake.world.calls.causeReason[request] = TIMEOUT;
    fake.at(5).endCall(request, ERROR);

    expect(trace.requests()[0]).toMatchObject({
      outcome: 'error',
      rootCause: { service: 'stock', reason: 'timeout' },
      savedBy: null,
    });
  });

  it('goes on after the request has ended: late answers and work for nobody belong to it', () => {
    const { trace, fake } = begin();
    const request = fake.at(0).request();
    const late = fake.attempt(request, 0);
    fake.at(2).admit(late);
    fake.at(10).endAttempt(late, TIMEOUT);
    fake.endCall(request, TIMEOUT);
    fake.leave(late);
    const below = fake.at(12).nested(late);
    fake.at(15).endCall(below, CANCELLED);
    fake.at(20).answer(late, OK);

    const [attempt] = trace.requests()[0].call.attempts;

    expect(attempt).toMatchObject({ outcome: 'timeout', endNs: 10e6, answer: 'ok', answeredNs: 20e6 });
    expect(attempt.calls[0]).toMatchObject({ startNs: 12e6, endNs: 15e6, outcome: 'cancelled', phases: null });
  });

  it('keeps the last that ended and gives the rows of the others back', () => {
    const { trace, fake } = begin({ capacity: 3 });
    for (let i = 0; i < 200; i++) story(fake);

    expect(ids(trace)).toEqual([197, 198, 199]);
    expect(trace.keptCount).toBe(200);
    expect(trace.requestRows.pool.live).toBe(3);
    expect(trace.callRows.pool.live).toBe(6);
    expect(trace.attemptRows.pool.live).toBe(9);
  });

  it('forgets what still lives below a request that was dropped', () => {
    const { trace, fake } = begin({ capacity: 1 });
    const request = fake.at(0).request();
    const late = fake.attempt(request, 0);
    fake.admit(late);
    const below = fake.nested(late);
    const inner = fake.attempt(below, 2);
    fake.at(10).endAttempt(late, TIMEOUT);
    fake.endCall(request, TIMEOUT);
    story(fake);
    fake.at(50).admit(inner);
    fake.answer(inner);
    fake.endAttempt(inner, OK);
    fake.endCall(below, OK);
    fake.attempt(fake.nested(late), 2);
    fake.answer(late, OK);

    expect(ids(trace)).toEqual([1]);
    expect(trace.callRows.pool.live).toBe(2);
    expect(trace.attemptRows.pool.live).toBe(3);
    expect(trace.requests()[0].call.attempts[0].answer).toBe('unavailable');
  });

  it('may keep only what is remarkable: failed, met an error, slow', () => {
    const { trace, fake } = begin({ keep: 'remarkable', slowMs: 30 });
    fake.simple(0, 10);
    fake.simple(20, 50);
    const failed = fake.at(60).request();
    fake.at(61).endCall(failed, ERROR);
    fake.simple(70, 99);
    const cancelled = fake.at(100).request();
    fake.at(101).endCall(cancelled, CANCELLED);
    story(fake.at(110));

    expect(ids(trace)).toEqual([1, 2, 5]);
    expect(trace.callRows.pool.live).toBe(4);
  });

  it('goes on from a snapshot as if it had never stopped', () => {
    const straight = begin({ capacity: 2 });
    const stopped = begin({ capacity: 2 });
    for (const { fake } of [straight, stopped]) story(fake);
    const requests = [straight, stopped].map(({ fake }) => fake.at(40).request());
    const saved = structuredClone(stopped.trace.snapshot());
    stopped.fake.simple(50, 60);
    stopped.fake.simple(60, 70);
    stopped.trace.restore(saved);
    [straight, stopped].forEach(({ fake }, i) => {
      const attempt = fake.at(80).attempt(requests[i], 0);
      fake.at(90).endAttempt(attempt, OK);
      fake.endCall(requests[i], OK, [10]);
    });

    const withoutIds = ({ trace }: { trace: TraceObserver }) =>
      JSON.parse(JSON.stringify(trace.requests(), (key, value: unknown) => (key === 'id' ? 0 : value))) as unknown;
    expect(withoutIds(stopped)).toEqual(withoutIds(straight));
    expect(stopped.trace.requests()).toHaveLength(2);
  });
});
