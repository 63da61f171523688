/**
 * A gRPC channel without a service config. Retries and hedges have to be configured, and their numbers have no defaults: what
 * holds here once the link gives them are those of the examples in proposal A6.
 */
import { always, once, type Profile } from './profile.ts';

const A6 = 'proposal A6';

export const grpc: Profile = {
  name: 'grpc',
  en: 'One instance for all calls (pick_first), no timeout, no retries; a deadline is passed on.',
  zh: '全部调用发往同一实例（pick_first）；无超时、不重试；截止时间向下传递。',
  values: [
    ...always([
      ['balancer.policy', 'first', 'pick_first, in every language; grpc-go issue 5009'],
      ['propagateDeadline', true, 'as in Java and Go, C++ has to be asked; guide on deadlines'],
    ]),
    ...once('retry', [
      ['maxAttempts', 4, `example of ${A6}; must be given there, more than 5 count as 5`],
      ['on', ['connect-failure', 'reset', 'unavailable'], `UNAVAILABLE, example of ${A6}; must be given there`],
      ['backoff.base', '100ms', `initialBackoff, example of ${A6}; must be given there`],
      ['backoff.max', '1s', `maxBackoff, example of ${A6}; must be given there`],
      ['backoff.multiplier', 2, `backoffMultiplier, example of ${A6}; must be given there`],
      ['backoff.jitter', '20%', `${A6}: a factor from 0.8 to 1.2`],
    ]),
    ...once('retry.budget', [
      ['kind', 'tokens', `retryThrottling; ${A6}`],
      ['max', 10, `maxTokens, example of ${A6}; must be given there`],
      ['ratio', 0.1, `tokenRatio, example of ${A6}; must be given there`],
    ]),
    ...once('hedge', [
      ['maxAttempts', 4, `hedgingPolicy, example of ${A6}; must be given there`],
      ['delay', '500ms', `hedgingDelay, example of ${A6}; without it all go at once`],
    ]),
    ...once('pool', [
      ['streams', 'infinite', 'calls share one HTTP/2 connection; the server may say less'],
      ['connectTimeout', '20s', 'MIN_CONNECT_TIMEOUT; doc/connection-backoff.md'],
    ]),
  ],
};
