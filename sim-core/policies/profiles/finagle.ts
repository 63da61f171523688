/** A Finagle client out of the box. Of failure accrual's two rules (5 in a row, or less than 80% good in 30 s) only the first has a key. */
import { always, type Profile } from './profile.ts';

const BUDGET = 'RetryBudget.scala';
const ACCRUAL = 'FailureAccrualFactory.scala';

export const finagle: Profile = {
  name: 'finagle',
  en: 'Least loaded of two distinct instances; retries at once what was never sent, within a budget; avoids instances that fail five times in a row.',
  zh: '两个不同实例中择轻；未送达的立即在预算内重试；避开连续失败五次的实例。',
  values: always([
    ['balancer.policy', 'least-request', 'Balancers.p2c, least loaded; LoadBalancerFactory.scala'],
    ['balancer.choices', 2, 'P2CPick.scala'],
    ['balancer.replacement', false, 'two distinct draws; P2CPick.scala'],
    ['retry.maxAttempts', 21, 'a request requeues at most 0.2 of the balance, which is 100 at rest; Retries.scala'],
    ['retry.on', ['connect-failure'], 'RetryableWriteException: what was never written; Retries.scala'],
    ['retry.backoff.base', '0ms', 'Backoff.constant(0); Retries.scala'],
    ['retry.budget.kind', 'window', BUDGET],
    ['retry.budget.ratio', '20%', `percentCanRetry; ${BUDGET}`],
    ['retry.budget.minPerSecond', 10, `minRetriesPerSec; ${BUDGET}`],
    ['retry.budget.ttl', '10s', `ttl; ${BUDGET}`],
    ['circuitBreaker.kind', 'consecutive', `consecutiveFailures; ${ACCRUAL}`],
    ['circuitBreaker.scope', 'instance', `one for each endpoint; ${ACCRUAL}`],
    ['circuitBreaker.consecutive', 5, `defaultConsecutiveFailures; ${ACCRUAL}`],
    ['circuitBreaker.markDeadFor.start', '5s', `jitteredBackoff; ${ACCRUAL}`],
    ['circuitBreaker.markDeadFor.maximum', '300s', `jitteredBackoff; ${ACCRUAL}`],
  ]),
};
