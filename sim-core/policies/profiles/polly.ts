/**
 * Polly 8 has no pipeline of its own: this is one of a retry, a circuit breaker and a timeout, each with the defaults of its
 * options. Hedging and the concurrency limiter hold once the link gives them.
 */
import { always, once, type Profile } from './profile.ts';

const RETRY = 'RetryStrategyOptions';
const BREAKER = 'CircuitBreakerStrategyOptions';

export const polly: Profile = {
  name: 'polly',
  en: 'Four attempts two seconds apart, each with 30 s; breaker at a tenth of what fails in 30 s.',
  zh: '四次尝试，间隔两秒，每次 30 秒；30 秒内失败达一成即熔断。',
  values: [
    ...always([
      ['timeout', '30s', 'TimeoutStrategyOptions.Timeout'],
      ['retry.maxAttempts', 4, `MaxRetryAttempts 3, after the first; ${RETRY}`],
      [
        'retry.on',
        ['connect-failure', 'reset', 'unavailable', 'timeout', 'error', 'rejected', 'no-instance'],
        `ShouldHandle: every exception but a cancellation; ${RETRY}`,
      ],
      ['retry.backoff.base', '2s', `Delay; ${RETRY}`],
      ['retry.backoff.multiplier', 1, `BackoffType Constant; ${RETRY}`],
      ['retry.backoff.jitter', 'none', `UseJitter false; ${RETRY}`],
      ['circuitBreaker.kind', 'failure-rate', BREAKER],
      ['circuitBreaker.window.time', '30s', `SamplingDuration; ${BREAKER}`],
      ['circuitBreaker.minCalls', 100, `MinimumThroughput; ${BREAKER}`],
      ['circuitBreaker.failureRate', '10%', `FailureRatio; ${BREAKER}`],
      ['circuitBreaker.openFor', '5s', `BreakDuration; ${BREAKER}`],
      ['circuitBreaker.halfOpenCalls', 1, `one trial at a time; ${BREAKER}`],
    ]),
    ...once('hedge', [
      ['maxAttempts', 2, 'MaxHedgedAttempts 1, besides the first; HedgingStrategyOptions'],
      ['delay', '2s', 'Delay; HedgingStrategyOptions'],
    ]),
    ...once('bulkhead', [
      ['maxConcurrent', 1000, 'PermitLimit; RateLimiterStrategyOptions.DefaultRateLimiterOptions'],
      ['maxPending', 0, 'QueueLimit; RateLimiterStrategyOptions.DefaultRateLimiterOptions'],
    ]),
  ],
};
