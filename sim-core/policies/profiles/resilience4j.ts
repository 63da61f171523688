/**
 * Resilience4j has no chain of its own: this is a call decorated with a retry, a circuit breaker, a time limiter and a
 * bulkhead, each with its defaults, in the order of `Decorators` and the Spring Boot starter. The rate limiter's default of 50
 * permits in 500 ns limits nothing and is left out.
 */
import { always, type Profile } from './profile.ts';

const RETRY = 'RetryConfig.java';
const BREAKER = 'CircuitBreakerConfig.java';

export const resilience4j: Profile = {
  name: 'resilience4j',
  en: 'Three attempts half a second apart, each with one second; breaker at half of 100 calls; 25 calls at once.',
  zh: '三次尝试，间隔半秒，每次一秒；100 次调用失败过半即熔断；至多 25 个并发。',
  values: always([
    ['timeout', '1s', 'timeoutDuration; TimeLimiterConfig.java'],
    ['retry.maxAttempts', 3, `maxAttempts; ${RETRY}`],
    [
      'retry.on',
      ['connect-failure', 'reset', 'unavailable', 'timeout', 'error', 'rejected', 'no-instance'],
      `every exception, the breaker's own refusals too; ${RETRY}`,
    ],
    ['retry.backoff.base', '500ms', `waitDuration; ${RETRY}`],
    ['retry.backoff.multiplier', 1, `IntervalFunction.ofDefaults; ${RETRY}`],
    ['retry.backoff.jitter', 'none', `IntervalFunction.ofDefaults; ${RETRY}`],
    ['circuitBreaker.kind', 'failure-rate', BREAKER],
    ['circuitBreaker.window.calls', 100, `slidingWindowSize, COUNT_BASED; ${BREAKER}`],
    ['circuitBreaker.minCalls', 100, `minimumNumberOfCalls; ${BREAKER}`],
    ['circuitBreaker.failureRate', '50%', `failureRateThreshold; ${BREAKER}`],
    ['circuitBreaker.slowCall.rate', '100%', `slowCallRateThreshold; ${BREAKER}`],
    ['circuitBreaker.slowCall.over', '60s', `slowCallDurationThreshold; ${BREAKER}`],
    ['circuitBreaker.openFor', '60s', `waitDurationInOpenState; ${BREAKER}`],
    ['circuitBreaker.halfOpenCalls', 10, `permittedNumberOfCallsInHalfOpenState; ${BREAKER}`],
    ['bulkhead.maxConcurrent', 25, 'maxConcurrentCalls; BulkheadConfig.java'],
    ['bulkhead.maxPending', 0, 'maxWaitDuration 0; BulkheadConfig.java'],
  ]),
};
