import { type CircuitBreaker, CLOSED } from './breaker.ts';

/**
 * Bounds the attempts in flight and refuses at once what is beyond: no states, nothing to remember. After Envoy's circuit
 * breakers: ResourceManagerImpl in resource_manager_impl.h, where `current < max` is asked. Its other limits are kept
 * where the things are that they bound: `maxRetries` is a budget of kind concurrency without a share, as there;
 * `maxConnections` and `maxPendingRequests` are those of the bulkhead, as with HTTP/1.1 each attempt has a connection of
 * its own.
 */
export const limits: CircuitBreaker = {
  size: () => 1,
  reset({ state, offset }) {
    state[offset] = 0;
  },
  allows: ({ state, offset }, { maxRequests }) => state[offset] < maxRequests,
  take({ state, offset }) {
    state[offset]++;
  },
  ended({ state, offset }) {
    state[offset]--;
  },
  phase: () => CLOSED,
  dueNs: () => Infinity,
  due() {},
};
