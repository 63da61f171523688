/** A Hystrix command with its defaults. Its breaker looks at its health every 500 ms only; here it does at each call. */
import { always, type Profile } from './profile.ts';

const COMMAND = 'HystrixCommandProperties.java';
const POOL = 'HystrixThreadPoolProperties.java';

export const hystrix: Profile = {
  name: 'hystrix',
  en: 'One second, no retries; breaker at half of at least 20 calls in 10 s; ten calls at once and none waiting.',
  zh: '超时一秒，不重试；10 秒内至少 20 次调用失败过半即熔断；至多 10 个并发，不排队。',
  values: always([
    ['timeout', '1s', `executionTimeoutInMilliseconds; ${COMMAND}`],
    ['circuitBreaker.kind', 'failure-rate', COMMAND],
    ['circuitBreaker.window.time', '10s', `metricsRollingStatisticalWindow; ${COMMAND}`],
    ['circuitBreaker.window.buckets', 10, `metricsRollingStatisticalWindowBuckets; ${COMMAND}`],
    ['circuitBreaker.minCalls', 20, `circuitBreakerRequestVolumeThreshold; ${COMMAND}`],
    ['circuitBreaker.failureRate', '50%', `circuitBreakerErrorThresholdPercentage; ${COMMAND}`],
    ['circuitBreaker.openFor', '5s', `circuitBreakerSleepWindowInMilliseconds; ${COMMAND}`],
    ['circuitBreaker.halfOpenCalls', 1, 'one trial; HystrixCircuitBreaker.java'],
    ['bulkhead.maxConcurrent', 10, `coreSize; ${POOL}`],
    ['bulkhead.maxPending', 0, `maxQueueSize −1; ${POOL}`],
  ]),
};
