/** What the stories about balancers say in numbers. */
import { describe, expect, it } from 'vitest';
import { powerOfChoices } from '../../sim-core/theory/balanced-queues.ts';
import { mm1 } from '../../sim-core/theory/markov-queues.ts';
import { type Edit, mean, replicate, type Run, within } from './stories.ts';

const REPLICATIONS = 3;

/** The other loads and policies, and more replications: claims-balancing.long.test.ts. */
describe('two-choices', () => {
  const WORK_MS = 20;
  const NETWORK_MS = 0.2;
  const off = (runs: readonly Run[], predicted: number) =>
    Math.abs(mean(runs.map(({ result }) => result.summary.system.artMs ?? Number.NaN)) / predicted - 1);
  const longestQueues = (runs: readonly Run[]) =>
    runs.map(({ result }) =>
      Math.max(...Object.values(result.summary.instances).map(({ queueLength }) => queueLength?.max ?? 0)),
    );

  it('blindly at 0.9 takes ten times the work, and the longest queue is of about seventy', () => {
    const blind = replicate('two-choices', [], 1);

    expect(off(blind, 1000 * mm1(45, 50).time + NETWORK_MS)).toBeLessThan(0.05);
    for (const max of longestQueues(blind)) {
      expect(max).toBeGreaterThan(50);
      expect(max).toBeLessThan(110);
    }
  });

  it('the better of two at 0.9 takes 2.614 times the work, and the longest queue is of six', () => {
    const policy = { policy: 'least-request', choices: 2, replacement: false };
    const two = replicate('two-choices', [{ path: 'links.clients~servers.balancer', value: policy }], 2);

    expect(powerOfChoices(0.9, 2)).toBeCloseTo(2.6141, 4);
    expect(off(two, WORK_MS * 2.6141 + NETWORK_MS)).toBeLessThan(0.025);
    for (const max of longestQueues(two)) {
      expect(max).toBeGreaterThanOrEqual(5);
      expect(max).toBeLessThanOrEqual(7);
    }
  });
});

describe('sinkhole', () => {
  const balancer = (value: unknown): Edit => ({ path: 'links.readers~pages.balancer', value });
  const share = (run: Run) =>
    mean(within(run, 'instances.pages#3', 'offeredRps', 25, 49)) /
    mean(within(run, 'services.pages', 'offeredRps', 25, 49));

  it.each([
    ['five of six calls with the fewest open calls', 'least-connections', 5 / 6, 0.02],
    ['one of four in turns', 'round-robin', 1 / 4, 0.002],
    // It is drawn with 1 − (3/4)², and loses only to one that is drawn before it and has nothing to do either.
    ['seven of sixteen with two choices', 'least-request', 7 / 16, 0.012],
  ])('draws %s', (_words, policy, expected, tolerance) => {
    for (const run of replicate('sinkhole', [balancer({ policy })], REPLICATIONS)) {
      expect(Math.abs(share(run) - expected)).toBeLessThan(tolerance);
      const failed = 1 - mean(within(run, 'system', 'availability', 25, 49));
      expect(Math.abs(failed - expected)).toBeLessThan(tolerance);
    }
  });

  it('costs no request when a second attempt avoids it', () => {
    const retry: Edit = {
      path: 'links.readers~pages.retry',
      value: { maxAttempts: 2, on: ['error'], avoidPrevious: true },
    };
    for (const { result } of replicate('sinkhole', [retry], REPLICATIONS)) {
      expect(result.summary.system.failed).toBe(0);
      expect(result.summary.system.ehr).toBe(1);
      expect(result.summary.system.ledger?.failover.handled).toBe(result.summary.system.errorsMet);
    }
  });
});
