import { describe, expect, it } from 'vitest';
import { stripData, upAt } from '../../web/scene/strip-data.ts';

const windows = { windowMs: 1000, count: 3 };
const query = { scope: 'system', extraRow: 'none', quiet: { fromMs: 0, toMs: 0 } } as const;
const up = Float64Array.of(1, 1, 1);
const series = {
  system: { artMs: Float64Array.of(40, 50, 60), attemptsPerRequest: Float64Array.of(1, 2, 1) },
  'services.orders': { uptime: up, utilization: Float64Array.of(0.1, 0.3, 0.1) },
  'services.payments': { uptime: up, utilization: Float64Array.of(0.2, 0.9, 0.2) },
  'instances.orders#1': { uptime: up },
  'instances.payments#1': { uptime: up },
  'instances.payments#2': { uptime: Float64Array.of(1, 0, 0.5) },
};

describe('data of the strip', () => {
  it('falls back to the system for a scope without series', () => {
    const data = stripData(series, windows, { ...query, scope: 'links.web->orders' });

    expect(data.columns).toBe(series.system);
    expect([...data.total]).toEqual([40, 50, 60]);
  });

  it('shows the instances of the service that was down most', () => {
    const { uptime } = stripData(series, windows, query);

    expect(uptime.service).toBe('payments');
    expect(uptime.instances.map(({ name }) => name)).toEqual(['payments#1', 'payments#2']);
  });

  it('shows all instances when none was down, and services when instances are not known', () => {
    const { 'instances.payments#2': _, ...healthy } = series;
    const { system, 'services.orders': orders } = series;

    expect(stripData(healthy, windows, query).uptime.instances).toHaveLength(2);
    expect(stripData({ system, 'services.orders': orders }, windows, query).uptime.instances[0].name).toBe('orders');
  });

  it('keeps the most broken of many instances, in their order', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `instances.a#${i + 1}`,
        { uptime: Float64Array.of(1, i === 17 ? 0 : 1, 1) },
      ]),
    );

    const { instances } = stripData(many, windows, query).uptime;

    expect(instances).toHaveLength(8);
    expect(instances.at(-1)?.name).toBe('a#18');
  });

  it('counts an instance as up that was up for half of the window', () => {
    const { instances } = stripData(series, windows, query);

    expect([0, 1, 2].map((window) => upAt(instances, window))).toEqual([3, 2, 3]);
  });

  it('fills the fifth row with the scope, or with the services of the highest peaks', () => {
    const attempts = stripData(series, windows, { ...query, extraRow: 'attemptsPerRequest' });
    const utilization = stripData(series, windows, { ...query, extraRow: 'utilization' });
    const own = stripData(series, windows, { ...query, extraRow: 'utilization', scope: 'services.orders' });

    expect(attempts.extra).toEqual([{ name: '', values: series.system.attemptsPerRequest }]);
    expect(utilization.extra.map(({ name }) => name)).toEqual(['payments', 'orders']);
    expect(own.extra).toEqual([{ name: '', values: series['services.orders'].utilization }]);
  });

  it('is empty before anything is known', () => {
    const data = stripData({}, { windowMs: 1000, count: 0 }, query);

    expect(data.bands).toEqual([]);
    expect(data.total).toHaveLength(0);
    expect(data.usualArtMs).toBeNaN();
  });
});
