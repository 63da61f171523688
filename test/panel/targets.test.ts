import { describe, expect, it } from 'vitest';
import { setValue, checkScenario } from '../../sim-core/index.ts';
import { concerns, suggestedTargets } from '../../web/panel/targets.ts';

const DOCUMENT = {
  version: 1,
  duration: '10s',
  zones: { 'az-a': {} },
  services: { orders: { instances: { count: 4, zones: ['az-a'] }, work: '5ms' }, mail: { work: '1ms' } },
  workloads: { users: { call: 'orders', arrivals: { poisson: '10/s' } } },
  faults: [{ at: '1s', for: '1s', crash: { target: 'orders' } }],
};
const count = (id: string) => (id === 'orders' ? 4 : 1);

describe('targets of a fault', () => {
  it('are suggested in every form that makes sense, each of them valid', () => {
    const targets = suggestedTargets(DOCUMENT, count).map(({ target }) => target);
    expect(targets).toEqual(['orders', 'orders#1', 'orders#1..2', '50% of orders', 'mail', 'zone:az-a']);
    for (const target of targets) {
      const edited = setValue(DOCUMENT, 'faults.0.crash.target', target);
      expect(edited.ok && checkScenario(edited.document).ok).toBe(true);
    }
  });

  it('concern a service or one of its instances', () => {
    expect(concerns('orders', 'orders', 2)).toBe(true);
    expect(concerns('orders#1..3', 'orders', 2)).toBe(true);
    expect(concerns('orders#1', 'orders', 2)).toBe(false);
    expect(concerns('orders#1', 'orders', null)).toBe(true);
    expect(concerns('50% of orders', 'orders', 2)).toBe(true);
    expect(concerns('payments', 'orders', null)).toBe(false);
  });
});
