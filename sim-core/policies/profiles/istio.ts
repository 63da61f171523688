/** Istio's sidecar without a DestinationRule or VirtualService: what istiod configures an Envoy with. */
import { ENVOY_BACKOFF, ENVOY_BUDGET, ENVOY_EJECTION } from './envoy.ts';
import { always, once, type Profile } from './profile.ts';

const RETRY = 'retry.go, DefaultPolicy';
const CLUSTER = 'cluster_traffic_policy.go';

export const istio: Profile = {
  name: 'istio',
  en: 'Least request of two, up to two retries on another instance where the server surely did nothing, no timeout.',
  zh: '两者择轻；仅在服务器必未处理时换实例重试至多两次；无超时。',
  values: [
    ...always([
      ['balancer.policy', 'least-request', `${CLUSTER}, defaultLBAlgorithm`],
      ['balancer.choices', 2, 'least_request.choice_count of Envoy; least_request.proto'],
      ['balancer.replacement', true, 'least_request_lb.cc of Envoy'],
      ['retry.maxAttempts', 3, `num_retries 2; ${RETRY}`],
      [
        'retry.on',
        ['connect-failure', 'unavailable'],
        `connect-failure, refused-stream, unavailable, and 503; ${RETRY}`,
      ],
      ['retry.avoidPrevious', true, `previous_hosts, 5 draws at most; ${RETRY}`],
    ]),
    ...ENVOY_BACKOFF,
    ...ENVOY_BUDGET,
    ...once('circuitBreaker', [
      ['kind', 'limits', 'DestinationRule.connectionPool; destination_rule.proto'],
      ['maxConnections', 'infinite', `2^32 − 1; ${CLUSTER}, getDefaultCircuitBreakerThresholds`],
      ['maxPendingRequests', 'infinite', `2^32 − 1; ${CLUSTER}, getDefaultCircuitBreakerThresholds`],
      ['maxRequests', 'infinite', `2^32 − 1; ${CLUSTER}, getDefaultCircuitBreakerThresholds`],
      ['maxRetries', 'infinite', `2^32 − 1, where Envoy has 3; ${CLUSTER}, getDefaultCircuitBreakerThresholds`],
    ]),
    ...once('pool', [
      ['maxConnections', 'infinite', `2^32 − 1; ${CLUSTER}, getDefaultCircuitBreakerThresholds`],
      ['maxPending', 'infinite', `2^32 − 1; ${CLUSTER}, getDefaultCircuitBreakerThresholds`],
      ['connectTimeout', '10s', 'connectionPool.tcp.connectTimeout; destination_rule.proto'],
      ['idleTimeout', '1h', 'connectionPool.http.idleTimeout; destination_rule.proto'],
    ]),
    ...ENVOY_EJECTION,
    ...once('outlierDetection', [
      [
        'enforcingConsecutiveGatewayFailure',
        '0%',
        `consecutiveGatewayErrors is off; ${CLUSTER}, applyOutlierDetection`,
      ],
      ['enforcingSuccessRate', '0%', `where Envoy has 100%; ${CLUSTER}, applyOutlierDetection`],
      ['enforcingFailurePercentage', '0%', 'enforcing_failure_percentage of Envoy; outlier_detection.proto'],
    ]),
  ],
};
