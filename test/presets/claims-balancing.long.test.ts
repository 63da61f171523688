/** What the story of two choices says in numbers, at its full size: half a million requests for each number. */
import { describe, expect, it } from 'vitest';
import { powerOfChoices, roundRobin } from '../../sim-core/theory/balanced-queues.ts';
import { mm1 } from '../../sim-core/theory/markov-queues.ts';
import { type Edit, mean, replicate, type Run } from './stories.ts';

const REPLICATIONS = 3;

describe('two-choices', () => {
  const WORK_MS = 20;
  const NETWORK_MS = 0.2;
  const balancer = (value: unknown): Edit => ({ path: 'links.clients~servers.balancer', value });
  const load = (rho: number): Edit => ({ path: 'workloads.clients.arrivals.poisson', value: 5000 * rho });
  const choices = (d: number) => balancer({ policy: 'least-request', choices: d, replacement: false });
  const off = (found: number, predicted: number) => Math.abs(found / (WORK_MS * predicted + NETWORK_MS) - 1);
  const art = (runs: readonly Run[]) => mean(runs.map(({ result }) => result.summary.system.artMs ?? Number.NaN));
  const longestQueues = (runs: readonly Run[]) =>
    runs.map(({ result }) =>
      Math.max(...Object.values(result.summary.instances).map(({ queueLength }) => queueLength?.max ?? 0)),
    );

  it('blindly at 0.9 takes ten times the work, and the longest queue is of about seventy', () => {
    const blind = replicate('two-choices', [], REPLICATIONS);

    expect(off(art(blind), mm1(45, 50).time / 0.02)).toBeLessThan(0.05);
    for (const max of longestQueues(blind)) {
      expect(max).toBeGreaterThan(50);
      expect(max).toBeLessThan(110);
    }
  });

  it('the better of two at 0.9 takes 2.614 times the work, and the longest queue is of six', () => {
    const two = replicate('two-choices', [choices(2)], REPLICATIONS);

    expect(powerOfChoices(0.9, 2)).toBeCloseTo(2.6141, 4);
    expect(off(art(two), 2.6141)).toBeLessThan(0.025);
    for (const max of longestQueues(two)) {
      expect(max).toBeGreaterThanOrEqual(5);
      expect(max).toBeLessThanOrEqual(7);
    }
  });

  // Mitzenmacher's fluid limit; a hundred servers are not yet infinitely many, which is one part in a hundred at 0.9.
  it.each([
    [0.5, 2, 1.2657],
    [0.7, 2, 1.6145],
    [0.9, 3, 2.0279],
  ])('at a load of %f the best of %i takes %f times the work', (rho, d, times) => {
    expect(powerOfChoices(rho, d)).toBeCloseTo(times, 4);
    expect(off(art(replicate('two-choices', [load(rho), choices(d)], 2)), times)).toBeLessThan(0.025);
  });

  it('taking turns, each server gets every hundredth request, and that takes 5.2 times the work', () => {
    const turns = roundRobin(4500, 50, 100).time / 0.02;

    expect(turns).toBeCloseTo(5.23, 2);
    expect(off(art(replicate('two-choices', [balancer({ policy: 'round-robin' })], 2)), turns)).toBeLessThan(0.05);
  });
});
