/** The AWS SDKs' standard retry mode, with the constants of the JavaScript SDK. The longer waits after throttling have no key. */
import { always, type Profile } from './profile.ts';

const RETRY = 'smithy-typescript, util-retry constants';

export const awsSdk: Profile = {
  name: 'aws-sdk',
  en: 'Three attempts with full jitter from 100 ms up to 20 s, from a quota of 500 tokens.',
  zh: '三次尝试，全抖动退避 100 毫秒至 20 秒，额度 500 令牌。',
  values: always([
    ['retry.maxAttempts', 3, `DEFAULT_MAX_ATTEMPTS; ${RETRY}`],
    [
      'retry.on',
      ['connect-failure', 'reset', 'unavailable', 'timeout', 'error'],
      'transient errors: time-outs, connections, 500, 502, 503, 504; service-error-classification',
    ],
    ['retry.backoff.base', '100ms', `DEFAULT_RETRY_DELAY_BASE; ${RETRY}`],
    ['retry.backoff.max', '20s', `MAXIMUM_RETRY_DELAY; ${RETRY}`],
    ['retry.backoff.multiplier', 2, 'defaultRetryBackoffStrategy; smithy-typescript'],
    ['retry.backoff.jitter', 'full', 'defaultRetryBackoffStrategy; smithy-typescript'],
    ['retry.budget.kind', 'quota', 'retry quota of the standard mode'],
    ['retry.budget.tokens', 500, `INITIAL_RETRY_TOKENS; ${RETRY}`],
    ['retry.budget.cost', 5, `RETRY_COST, twice that after a timeout; ${RETRY}`],
  ]),
};
