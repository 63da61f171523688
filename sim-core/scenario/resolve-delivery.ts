/** What a broker does with messages, as a link from its service to itself. */
import { CANCELLED, OK, UNAVAILABLE } from '../model/outcomes.ts';
import type { ResolvedLink, ResolvedService } from '../model/resolved-scenario.ts';
import { at, type Report } from './problems.ts';

/** All failures but the broker's own refusal: what it has let go is not in it any more. */
const ON_MASK = ((1 << CANCELLED) - 1) & ~((1 << OK) | (1 << UNAVAILABLE));

/**
 * Adds the links over which messages are delivered: without a network of their own, with the visibility as the timeout, and a
 * delivery as an attempt. Services to which nothing is sent, or which have nobody to take it, need none.
 */
export function withDeliveries(services: readonly ResolvedService[], links: readonly ResolvedLink[], report: Report) {
  const all = [...links];
  const delivering = services.map((service, index): ResolvedService => {
    const { delivery, id, instances, isQueueShared } = service;
    if (delivery === null) return service;
    const pattern = links.find(({ callee }) => callee === index);
    if (!pattern || instances.length === 0 || !isQueueShared) return { ...service, delivery: null };
    if (
      links.some(({ caller, callee, callerKind }) => callerKind === 'service' && caller === index && callee === index)
    ) {
      report.add(at(at(at(null, 'services'), id), 'delivery'), {
        code: 'conflict',
        message: `${id} calls itself, and its messages would be delivered over the same link`,
        allowed: 'a service that does not call itself',
      });
    }
    all.push(deliveryLink(pattern, id, index, delivery));
    return { ...service, delivery: { ...delivery, link: all.length - 1 } };
  });
  return { services: delivering, links: all };
}

function deliveryLink(
  pattern: ResolvedLink,
  id: string,
  index: number,
  { maxDeliveries, visibilityNs }: NonNullable<ResolvedService['delivery']>,
): ResolvedLink {
  return {
    ...pattern,
    id: `${id}->${id}`,
    callerKind: 'service',
    caller: index,
    callee: index,
    network: { latency: null, lossRatio: 0, rtoNs: pattern.network.rtoNs, bandwidthBps: Number.POSITIVE_INFINITY },
    between: [],
    timeoutNs: visibilityNs,
    deadlineNs: Number.POSITIVE_INFINITY,
    propagateDeadline: false,
    retry: {
      maxAttempts: maxDeliveries,
      onMask: ON_MASK,
      backoff: { baseNs: 0, maxNs: 0, multiplier: 1, jitter: 'none', jitterRatio: 0 },
      avoidPrevious: false,
      budget: null,
    },
    hedge: null,
    bulkhead: null,
    breaker: null,
    outlierDetection: null,
    throttle: null,
    rateLimit: null,
    pool: null,
    fallback: null,
  };
}
