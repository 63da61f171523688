import type { LinkGuards, Topology } from '../../web/engine/protocol.ts';

export const NO_GUARDS: LinkGuards = {
  breaker: null,
  bulkhead: null,
  pool: null,
  budget: null,
  hasRateLimit: false,
  hasThrottle: false,
  ejects: false,
  hedges: false,
};

interface ServiceSketch {
  id: string;
  zones?: readonly (string | null)[];
  instances?: number;
  concurrency?: number | null;
  discovery?: 'static' | 'client';
}

/** A topology from a sketch: services, workloads and arrows "a->b". */
export function topologyOf(
  services: readonly ServiceSketch[],
  workloads: readonly string[],
  arrows: readonly string[],
) {
  const topology: Topology = {
    services: services.map(({ id, zones, instances, concurrency = 8, discovery = 'static' }) => ({
      id,
      concurrency,
      queueCapacity: null,
      discovery,
      door: null,
      instances: Array.from({ length: zones?.length ?? instances ?? 1 }, (_, number) => ({
        name: `${id}#${number + 1}`,
        zone: zones?.[number] ?? null,
      })),
    })),
    workloads: workloads.map((id) => ({ id, clients: 1, closed: false })),
    links: arrows.map((arrow) => {
      const [from, to] = arrow.split('->');
      const workload = workloads.indexOf(from);
      return {
        id: arrow,
        caller:
          workload >= 0
            ? { kind: 'workload', index: workload }
            : { kind: 'service', index: services.findIndex((service) => service.id === from) },
        callee: services.findIndex((service) => service.id === to),
        timeoutMs: null,
        isInstant: false,
        guards: NO_GUARDS,
      };
    }),
    zones: [...new Set(services.flatMap((service) => service.zones ?? []))].filter((zone) => zone !== null),
    windowMs: 1000,
    watchingSpeed: 0.01,
    durationMs: 60_000,
    warmupMs: 0,
    faults: [],
  };
  return topology;
}

export const storm = topologyOf(
  [
    { id: 'gateway', zones: ['az-a', 'az-b'] },
    { id: 'orders', zones: ['az-a', 'az-a', 'az-b'] },
    { id: 'payments', zones: ['az-a', 'az-a', 'az-b'], discovery: 'client' },
  ],
  ['shoppers'],
  ['shoppers->gateway', 'gateway->orders', 'orders->payments'],
);

export const shop = topologyOf(
  [
    { id: 'web', instances: 2 },
    { id: 'cart', instances: 2 },
    { id: 'catalog', instances: 3 },
    { id: 'checkout', instances: 2 },
    { id: 'payments', instances: 2 },
    { id: 'inventory', instances: 2 },
    { id: 'mail', instances: 1 },
  ],
  ['shoppers'],
  [
    'shoppers->web',
    'web->cart',
    'web->catalog',
    'web->checkout',
    'checkout->payments',
    'checkout->inventory',
    'checkout->mail',
  ],
);

export const tiny = topologyOf([{ id: 'hello' }], ['client'], ['client->hello']);
