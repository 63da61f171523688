/** What the stage and the time axis need to know of a scenario before it runs. */
import { meanOf } from '../../sim-core/index.ts';
import { watchingSpeedOf } from './watching-speed.ts';
import type { ResolvedScenario as Scenario } from '../../sim-core/index.ts';
import type { LinkGuards, Topology } from './protocol.ts';

const NS_PER_MS = 1e6;
const finiteOrNull = (value: number) => (value < Infinity ? value : null);
const msOrNull = (ns: number) => finiteOrNull(ns / NS_PER_MS);

/** @param document the document that `scenario` was made of; paths of faults count in its order */
export function topologyOf(scenario: Scenario, document: unknown): Topology {
  return {
    services: scenario.services.map((service) => ({
      id: service.id,
      instances: service.instances.map((instance, index) => ({
        name: `${service.id}#${index + 1}`,
        zone: scenario.zones[instance.zone] ?? null,
      })),
      concurrency: finiteOrNull(service.concurrency),
      queueCapacity: finiteOrNull(service.queueCapacity),
      discovery: service.discovery.mode,
      door: doorOf(service),
    })),
    workloads: scenario.workloads.map((workload) => ({
      id: workload.id,
      clients: workload.clients,
      closed: workload.arrivals.kind === 'closed',
    })),
    links: scenario.links.map((link) => ({
      id: link.id,
      caller: { kind: link.callerKind, index: link.caller },
      callee: link.callee,
      timeoutMs: msOrNull(link.timeoutNs),
      isInstant: isInstant(link.network) && link.between.every(({ network }) => isInstant(network)),
      guards: guardsOf(link),
    })),
    watchingSpeed: watchingSpeedOf(scenario),
    zones: [...scenario.zones],
    durationMs: scenario.durationNs / NS_PER_MS,
    warmupMs: scenario.warmupNs / NS_PER_MS,
    windowMs: scenario.windowNs / NS_PER_MS,
    faults: plannedFaults(scenario, document),
  };
}

function doorOf({ admission }: Scenario['services'][number]): Topology['services'][number]['door'] {
  if (admission === null) return null;
  return { hasRateLimit: admission.rateLimit !== null, findsLimit: admission.adaptiveConcurrency !== null };
}

function guardsOf(link: Scenario['links'][number]): LinkGuards {
  const { breaker, bulkhead, pool } = link;
  return {
    breaker: breaker && { kind: breaker.kind, scope: breaker.scope },
    bulkhead: bulkhead && {
      maxConcurrent: finiteOrNull(bulkhead.maxConcurrent),
      maxPending: bulkhead.maxPending,
    },
    pool: pool && { maxConnections: finiteOrNull(pool.maxConnections), streams: pool.streams },
    budget: link.retry?.budget?.kind ?? null,
    hasRateLimit: link.rateLimit !== null,
    hasThrottle: link.throttle !== null,
    ejects: link.outlierDetection !== null,
    hedges: link.hedge !== null,
  };
}

function isInstant({ latency, bandwidthBps }: Scenario['links'][number]['network']): boolean {
  return (latency === null || meanOf(latency) === 0) && bandwidthBps === Infinity;
}

type Fault = Scenario['faults'][number];

/** Faults that begin at a time of their own; random ones have no bar. */
function plannedFaults(scenario: Scenario, document: unknown): Topology['faults'] {
  const written = faultsOf(document);
  return scenario.faults.flatMap((fault) => {
    const { occurrence } = fault;
    if (occurrence.kind !== 'planned') return [];
    const index = written.findIndex(({ id }, at) => (typeof id === 'string' ? id : `faults.${at}`) === fault.id);
    const target = targetWords(scenario, fault);
    return [
      {
        id: fault.id,
        path: `faults.${index}`,
        kind: fault.kind,
        atMs: occurrence.atNs / NS_PER_MS,
        forMs: msOrNull(occurrence.forNs),
        target,
        words: `${fault.kind} ${target}`,
      },
    ];
  });
}

function faultsOf(document: unknown): { id?: unknown }[] {
  const faults = (document as { faults?: unknown } | null)?.faults;
  return Array.isArray(faults) ? (faults as { id?: unknown }[]) : [];
}

/** "orders", "orders#2", "orders#1, payments#1" or "50% of orders". */
function targetWords(scenario: Scenario, fault: Fault): string {
  const { target } = fault;
  if (target.kind === 'share') return `${Math.round(target.ratio * 100)}% of ${scenario.services[target.service].id}`;
  const [first] = target.members;
  if (first === undefined) return '';
  const service = scenario.services[first.service];
  const isWhole =
    target.members.length === service.instances.length &&
    target.members.every((member) => member.service === first.service);
  if (isWhole) return service.id;
  return target.members.map((member) => `${scenario.services[member.service].id}#${member.instance + 1}`).join(', ');
}
