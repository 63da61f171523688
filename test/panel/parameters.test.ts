import { describe, expect, it } from 'vitest';
import { describePath, parametersOf, setValue } from '../../sim-core/index.ts';
import { parameterText } from '../../web/i18n/parameters.ts';
import { groupsOf, usableOptions } from '../../web/panel/parameter-groups.ts';
import { resetEdit } from '../../web/panel/reset-edit.ts';
import { presetNamed } from '../presets/stories.ts';
import type { Target } from '../../sim-core/index.ts';
import type { Document } from '../../web/store/contract.ts';

const TARGETS: Target[] = ['scenario', 'service', 'endpoint', 'link', 'workload', 'fault'];

function edited(document: Document, path: string, value: unknown): Document {
  const result = setValue(document, path, value);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.document;
}

function keysOf(target: Target, base: string, document: Document): string[] {
  return groupsOf(target, base, document).flatMap(({ parameters }) => parameters.map(({ key }) => key));
}

describe('parameters in the panel', () => {
  it('all have a name in both languages', () => {
    const { en, zh } = parameterText;
    const paths = TARGETS.flatMap((target) => parametersOf(target))
      .flatMap(({ parameters }) => parameters)
      .filter(({ supported }) => supported)
      .map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !(path in en.labels) || !(path in zh.labels))).toEqual([]);
  });

  it('leave out what cannot be changed or has no effect now', () => {
    const { scenario } = presetNamed('slow-instance');
    expect(keysOf('service', 'services.pages', scenario)).not.toContain('discovery.lease');
    const link = 'links.readers->pages';
    expect(keysOf('link', link, scenario)).not.toContain('balancer.choices');
    const drawing = edited(scenario, `${link}.balancer.policy`, 'least-request');
    expect(keysOf('link', link, drawing)).toContain('balancer.choices');
  });

  it('of a balancer are those of its policy', () => {
    const { scenario } = presetNamed('slow-instance');
    const link = 'links.readers->pages';
    const keys = (policy: string, document = edited(scenario, `${link}.balancer.policy`, policy)) =>
      keysOf('link', link, document)
        .filter((key) => key.startsWith('balancer.') && !key.startsWith('balancer.locality.'))
        .map((key) => key.slice('balancer.'.length));
    expect(keys('round-robin')).toEqual(['policy', 'per']);
    expect(keys('peak-ewma')).toEqual(['policy', 'decayTime', 'per']);
    expect(keys('ring-hash')).toEqual(['policy', 'minimumRingSize', 'maximumRingSize', 'hashBalanceFactor', 'per']);
    expect(keys('maglev')).toEqual(['policy', 'tableSize', 'hashBalanceFactor', 'per']);
    const told = edited(edited(scenario, `${link}.balancer.policy`, 'least-connections'), `${link}.balancer.loads`, {
      shared: '2s',
    });
    expect(keys('', told)).toEqual(['policy', 'per', 'loads.shared']);
    const weighted = edited(scenario, `${link}.balancer`, { policy: 'weighted-round-robin', slowStart: {} });
    expect(keys('', weighted)).toEqual([
      ...['policy', 'per', 'slowStart.window', 'slowStart.aggression', 'slowStart.minWeight'],
    ]);
  });

  it('offer the queue disciplines that work, and a longest wait', () => {
    const { scenario } = presetNamed('slow-instance');
    expect(keysOf('service', 'services.pages', scenario)).toEqual(
      expect.arrayContaining(['queue.capacity', 'queue.discipline', 'queue.maxWait']),
    );
    const discipline = describePath('services.pages.queue.discipline', scenario);
    expect(discipline && usableOptions(discipline, scenario)).toEqual([
      'fifo',
      'lifo',
      'adaptive-lifo',
      'priority',
      'ps',
    ]);
  });

  it('of a retry budget are those of its kind', () => {
    const { scenario } = presetNamed('retry-storm');
    const link = 'links.shoppers->db';
    const keys = (document: Document) =>
      keysOf('link', link, document)
        .filter((key) => key.startsWith('retry.budget.'))
        .map((key) => key.slice('retry.budget.'.length));
    const budget = (kind: string) => keys(edited(scenario, `${link}.retry.budget`, { kind }));
    expect(keys(scenario)).toEqual(['kind']);
    expect(keys(edited(scenario, 'links.*.retry.budget', {}))).toEqual(['kind', 'ratio', 'minPerSecond', 'ttl']);
    expect(budget('window')).toEqual(['kind', 'ratio', 'minPerSecond', 'ttl']);
    expect(budget('concurrency')).toEqual(['kind', 'ratio', 'min']);
    expect(budget('tokens')).toEqual(['kind', 'ratio', 'max']);
    expect(budget('quota')).toEqual(['kind', 'tokens', 'cost']);
  });

  it('of a circuit breaker are those of its kind, and its window is of calls or of time', () => {
    const { scenario } = presetNamed('retry-storm');
    const link = 'links.shoppers->db';
    const keys = (circuitBreaker: unknown) =>
      keysOf('link', link, edited(scenario, `${link}.circuitBreaker`, circuitBreaker))
        .filter((key) => key.startsWith('circuitBreaker.'))
        .map((key) => key.slice('circuitBreaker.'.length));
    expect(keys({})).toEqual(expect.arrayContaining(['kind', 'scope', 'window.calls', 'window.time', 'failureRate']));
    expect(keys({})).not.toContain('window.buckets');
    expect(keys({})).not.toContain('maxRequests');
    expect(keys({ window: { calls: 5 } })).not.toContain('window.time');
    expect(keys({ window: { time: '5s' } })).toEqual(expect.arrayContaining(['window.time', 'window.buckets']));
    expect(keys({ kind: 'consecutive' })).toEqual([
      ...['kind', 'scope', 'consecutive', 'openFor', 'markDeadFor.start', 'markDeadFor.maximum'],
    ]);
    expect(keys({ kind: 'limits' })).toEqual([
      ...['kind', 'scope', 'maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRetries'],
    ]);
  });

  it('of panic are offered where instances are ejected', () => {
    const { scenario } = presetNamed('retry-storm');
    const link = 'links.shoppers->db';
    expect(keysOf('link', link, scenario)).not.toContain('balancer.panicThreshold');
    const ejecting = edited(scenario, `${link}.outlierDetection`, {});
    expect(keysOf('link', link, ejecting)).toContain('balancer.panicThreshold');
  });

  it('show a policy as off until it is given, here or by a wider pattern', () => {
    const { scenario } = presetNamed('slow-instance');
    const retry = (document: Document) =>
      groupsOf('link', 'links.readers->pages', document).find(({ name }) => name === 'retry')?.isOn;
    expect(retry(scenario)).toBe(false);
    expect(retry(edited(scenario, 'links.*.retry.maxAttempts', 2))).toBe(true);
  });

  it('show what a profile switches on, and let it be chosen', () => {
    const { scenario } = presetNamed('slow-instance');
    const link = 'links.readers->pages';
    expect(keysOf('link', link, scenario)).toContain('use');
    const envoy = edited(scenario, `${link}.use`, 'istio');
    expect(groupsOf('link', link, envoy).find(({ name }) => name === 'retry')?.isOn).toBe(true);
    expect(describePath(`${link}.retry.avoidPrevious`, envoy)?.inherited).toEqual({
      value: true,
      from: 'profiles.istio.retry.avoidPrevious',
    });
  });

  it('come back as they were opened, with the policy that existed only because of them', () => {
    const { scenario } = presetNamed('retry-storm');
    const path = 'links.shoppers->db.balancer.policy';
    const changed = edited(scenario, path, 'random');
    const edit = resetEdit(path, changed, scenario);
    expect(edit).toEqual({ path: 'links.shoppers->db.balancer', value: undefined });
    expect(edited(changed, edit.path, edit.value)).toEqual(scenario);
    const timeout = 'links.shoppers->db.timeout';
    expect(resetEdit(timeout, edited(scenario, timeout, '3s'), scenario)).toEqual({ path: timeout, value: '1s' });
  });
});
