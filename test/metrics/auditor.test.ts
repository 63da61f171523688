import { describe, expect, it } from 'vitest';
import { Auditor } from '../../sim-core/metrics/auditor.ts';
import { CALL_COLUMNS } from '../../sim-core/metrics/columns.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { ObserverGroup } from '../../sim-core/model/observer.ts';
import { ERROR, OK, SAVED_BY_RETRY } from '../../sim-core/model/outcomes.ts';
import { FakeWorld } from './fake-world.ts';

function begin(): { auditor: Auditor; fake: FakeWorld } {
  const metrics = new MetricsObserver();
  const auditor = new Auditor(metrics);
  return { auditor, fake: new FakeWorld(new ObserverGroup([metrics, auditor])) };
}

function rules(auditor: Auditor): string[] {
  return auditor.report().map((violation) => violation.rule);
}

describe('the auditor', () => {
  it('finds nothing where nothing is wrong', () => {
    const { auditor, fake } = begin();
    fake.simple(0, 10);
    fake.at(20).change(0, 1, 1, 3);
    fake.at(30).change(0, 0, 0, 0);
    fake.at(40).crash(1);
    fake.at(1500).request();
    fake.at(3000).observer.end();

    expect(auditor.report()).toEqual([]);
    expect(auditor.littlesLaw()).toEqual({ inFlightNs: 1510e6, callNs: 1510e6 });
  });

  it('says when, which rule and with which numbers', () => {
    const { auditor, fake } = begin();
    const call = fake.at(5).request();
    fake.at(15).endCall(call, OK, [1, 2, 3, 0, 0, 0]);

    expect(auditor.report()[0]).toEqual({
      atMs: 15,
      rule: 'phases',
      message: 'phases of call 0 (ok) add up to 6000000 ns, it took 10000000 ns',
    });
    expect(auditor.violationCount).toBe(2);
  });

  it.each<[string, string, (fake: FakeWorld) => void]>([
    [
      'a call that ends twice',
      'calls',
      (fake) => {
        const call = fake.request();
        fake.observer.callEnded(call, OK, -1);
        fake.observer.callEnded(call, OK, -1);
      },
    ],
    [
      'time that runs backwards',
      'time',
      (fake) => {
        fake.at(10).request();
        fake.at(9).request();
      },
    ],
    [
      'an attempt beside another',
      'attempts',
      (fake) => {
        const call = fake.request();
        fake.attempt(call, 0);
        fake.attempt(call, 1);
      },
    ],
    [
      'more attempts than allowed',
      'attempts',
      (fake) => {
        const call = fake.request();
        fake.endAttempt(fake.attempt(call, 0), ERROR);
        fake.attempt(call, 0);
      },
    ],
    [
      'a call that ends before its attempt',
      'attempts',
      (fake) => {
        const call = fake.request();
        fake.attempt(call, 0);
        fake.endCall(call, OK);
      },
    ],
    [
      'an attempt that ends twice',
      'attempts',
      (fake) => {
        const attempt = fake.attempt(fake.request(), 0);
        fake.endAttempt(attempt, OK);
        fake.endAttempt(attempt, OK);
      },
    ],
    [
      'a visit answered twice',
      'visits',
      (fake) => {
        const attempt = fake.attempt(fake.request(), 0);
        fake.admit(attempt);
        fake.answer(attempt);
        fake.answer(attempt);
      },
    ],
    [
      'a visit of a dead instance',
      'visits',
      (fake) => {
        const attempt = fake.attempt(fake.request(), 0);
        fake.world.instanceUp[0] = 0;
        fake.admit(attempt);
      },
    ],
    [
      'a visit whose phases do not add up',
      'phases',
      (fake) => {
        const attempt = fake.attempt(fake.request(), 0);
        fake.admit(attempt);
        fake.at(5).answer(attempt, OK, [1, 1, 1]);
      },
    ],
    [
      'a saved call without its saviour',
      'ledger',
      (fake) => {
        const call = fake.request();
        fake.world.calls.metError[call] = 1;
        fake.endCall(call, OK);
      },
    ],
    [
      'a negative queue',
      'workers',
      (fake) => {
        fake.change(0, 0, 0, -1);
        fake.at(1).change(0, 0, 0, 0);
      },
    ],
    [
      'more at work than hold a worker',
      'workers',
      (fake) => {
        fake.change(0, 0, 1, 0);
        fake.at(1).observer.end();
      },
    ],
    ['more wasted than held', 'workers', (fake) => fake.observer.workerReleased(0, 5, 6)],
  ])('finds %s', (_, rule, act) => {
    const { auditor, fake } = begin();

    act(fake.at(0));

    expect(rules(auditor)).toContain(rule);
  });

  it('finds a call that was opened without being told', () => {
    const { auditor, fake } = begin();
    fake.world.calls.pool.allocate();

    fake.at(0).request();

    expect(rules(auditor)).toEqual(['calls']);
  });

  it('finds metrics that lost a call', () => {
    const metrics = new MetricsObserver();
    const auditor = new Auditor(metrics);
    const fake = new FakeWorld(new ObserverGroup([metrics, auditor]));
    fake.simple(0, 10);
    metrics.calls.current[CALL_COLUMNS]++;
    fake.at(3000).observer.end();

    expect(rules(auditor)).toContain('windows');
  });

  it('goes on from a snapshot with the same books', () => {
    const { auditor, fake } = begin();
    const call = fake.at(0).request();
    const attempt = fake.attempt(call, 0);
    const saved = structuredClone(auditor.snapshot());
    const other = new Auditor();
    other.begin(fake.world);
    other.restore(saved);

    fake.at(4);
    other.attemptEnded(attempt, OK);
    fake.world.calls.savedBy[call] = SAVED_BY_RETRY;
    fake.world.endedPhases.closed.set([4e6]);
    fake.world.endedPhases.opened.set([4e6]);
    other.callEnded(call, OK);

    expect(other.report()).toEqual([]);
    expect(other.littlesLaw()).toEqual({ inFlightNs: 4e6, callNs: 4e6 });
  });
});
