/**
 * Envoy as a sidecar or gateway whose cluster and route say nothing more than where the hosts are.
 *
 * Documents and code differ in the back-off: the router filter's page gives a range of (2^n − 1) · 25 ms for retry n, the code
 * (`backoff_strategy.cc`) draws below min(25 ms · 2^(n−1), max), which is what stands here.
 */
import { always, once, type Profile, type ProfileValue } from './profile.ts';

/** Shared with Istio, which configures an Envoy. */
export const ENVOY_BACKOFF: readonly ProfileValue[] = once('retry', [
  ['backoff.base', '25ms', 'retry_back_off.base_interval; router_filter.rst'],
  ['backoff.max', '250ms', 'retry_back_off.max_interval, ten times the base; router_filter.rst'],
  ['backoff.multiplier', 2, 'backoff_strategy.cc, JitteredExponentialBackOffStrategy'],
  ['backoff.jitter', 'full', 'backoff_strategy.cc; the documents give another range'],
]);

export const ENVOY_BUDGET: readonly ProfileValue[] = once('retry.budget', [
  ['kind', 'concurrency', 'circuit_breakers.thresholds.retry_budget; resource_manager_impl.h'],
  ['ratio', '20%', 'retry_budget.budget_percent; circuit_breaker.proto'],
  ['min', 3, 'retry_budget.min_retry_concurrency; circuit_breaker.proto'],
]);

export const ENVOY_EJECTION: readonly ProfileValue[] = once('outlierDetection', [
  ['consecutive5xx', 5, 'consecutive_5xx; outlier_detection.proto'],
  ['interval', '10s', 'interval; outlier_detection.proto'],
  ['baseEjectionTime', '30s', 'base_ejection_time; outlier_detection.proto'],
  ['maxEjectionTime', '300s', 'max_ejection_time; outlier_detection.proto'],
  ['maxEjectionPercent', '10%', 'max_ejection_percent; outlier_detection.proto'],
  ['alwaysEjectOneHost', false, 'always_eject_one_host; outlier_detection.proto'],
]);

export const envoy: Profile = {
  name: 'envoy',
  en: 'Round robin, 15 s for the whole call, no retries; 1024 connections and requests at once.',
  zh: '轮询；整个调用 15 秒；不重试；最多 1024 个并发连接与请求。',
  values: [
    ...always([
      ['balancer.policy', 'round-robin', 'Cluster.lb_policy, whose first value is ROUND_ROBIN; cluster.proto'],
      ['balancer.panicThreshold', '50%', 'common_lb_config.healthy_panic_threshold; panic_threshold.rst'],
      ['deadline', '15s', 'route timeout, which covers retries and their waits; faq/configuration/timeouts.rst'],
      ['circuitBreaker.kind', 'limits', 'circuit_breaking.rst'],
      ['circuitBreaker.maxConnections', 1024, 'max_connections; circuit_breaker.proto'],
      ['circuitBreaker.maxPendingRequests', 1024, 'max_pending_requests; circuit_breaker.proto'],
      ['circuitBreaker.maxRequests', 1024, 'max_requests; circuit_breaker.proto'],
      ['circuitBreaker.maxRetries', 3, 'max_retries; circuit_breaker.proto'],
    ]),
    ...once('balancer', [
      ['choices', 2, 'least_request.choice_count; least_request.proto'],
      ['replacement', true, 'least_request_lb.cc draws independently'],
    ]),
    ...once('retry', [['maxAttempts', 2, 'num_retries 1; router_filter.rst']]),
    ...ENVOY_BACKOFF,
    ...ENVOY_BUDGET,
    ...once('pool', [
      ['maxConnections', 1024, 'max_connections; circuit_breaker.proto'],
      ['maxPending', 1024, 'max_pending_requests; circuit_breaker.proto'],
      ['connectTimeout', '5s', 'Cluster.connect_timeout; faq/configuration/timeouts.rst'],
      ['idleTimeout', '1h', 'common_http_protocol_options.idle_timeout; faq/configuration/timeouts.rst'],
    ]),
    ...ENVOY_EJECTION,
    ...once('outlierDetection', [
      ['enforcingConsecutiveGatewayFailure', '0%', 'enforcing_consecutive_gateway_failure; outlier_detection.proto'],
      ['enforcingSuccessRate', '100%', 'enforcing_success_rate; outlier_detection.proto'],
      ['enforcingFailurePercentage', '0%', 'enforcing_failure_percentage; outlier_detection.proto'],
    ]),
  ],
};
