/** Keys of `retry` on a link. */
import {
  ABSENT,
  boolean,
  choice,
  duration,
  either,
  integer,
  key,
  list,
  number,
  type ObjectShape,
  OWN,
  object,
  ratio,
  tagged,
} from '../schema.ts';

/** Reasons that a retry can answer, as they stand in results. */
export const RETRY_REASONS: readonly string[] = [
  'connect-failure',
  'reset',
  'unavailable',
  'timeout',
  'error',
  'rejected',
  'no-instance',
];

/** Failures of the way to a server rather than of what it answered. */
export const DEFAULT_RETRY_REASONS: readonly string[] = ['connect-failure', 'reset', 'unavailable', 'timeout'];

const ENVOY = 'Envoy, retry back-off';
const FINAGLE = 'Finagle, RetryBudget';

export const BACKOFF_KEYS: ObjectShape = object([
  key(
    'base',
    duration(),
    '25ms',
    ENVOY,
    'Wait before the first retry, before jitter.',
    '第一次重试前的等待（抖动前）。',
  ),
  key('max', duration({ infinite: true }), 'infinite', ABSENT, 'No wait grows beyond this.', '等待时间的上限。'),
  key(
    'multiplier',
    number({ min: 1, max: 1000 }),
    2,
    OWN,
    'Each wait is this many times the one before.',
    '每次等待是前一次的倍数。',
  ),
  key(
    'jitter',
    either(choice(['none', 'full', 'equal', 'decorrelated']), ratio()),
    'none',
    ABSENT,
    'How waits are spread: full from 0 up, equal from half up, decorrelated from the last wait; a ratio is ± that share.',
    '等待如何随机化：full 从 0 起，equal 从一半起，decorrelated 由上次等待决定；比例表示 ± 该份额。',
  ),
]);

export const BUDGET_KEYS: ObjectShape = tagged(
  'kind',
  {
    window: ['ratio', 'minPerSecond', 'ttl'],
    concurrency: ['ratio', 'min'],
    tokens: ['max', 'ratio'],
    quota: ['tokens', 'cost'],
  },
  [
    key(
      'kind',
      choice(['window', 'concurrency', 'tokens', 'quota']),
      'window',
      FINAGLE,
      'How retries are rationed: window, a share of recent calls (Finagle); concurrency, a share of attempts in flight (Envoy); tokens, only while failures are few (gRPC); quota, a stock that successes refill (AWS SDK).',
      '限制方式：window 按近期调用的份额（Finagle）；concurrency 按在途尝试的份额（Envoy）；tokens 仅在失败不多时允许（gRPC）；quota 为由成功补充的额度（AWS SDK）。',
    ),
    key(
      'ratio',
      ratio(),
      '20%',
      FINAGLE,
      'Window: retries per call; concurrency: retries under way per attempt in flight (20% in Envoy too); tokens: what a success puts back (gRPC shows 0.1).',
      'window：每次调用的重试数；concurrency：每个在途尝试的进行中重试数（Envoy 亦为 20%）；tokens：一次成功归还的令牌数（gRPC 示例为 0.1）。',
    ),
    key(
      'minPerSecond',
      number({ max: 1e9 }),
      0,
      ABSENT,
      'Retries per second that are allowed besides, saved up over the ttl (10 in Finagle).',
      '另外允许的每秒重试数，可在 ttl 内积累（Finagle 为 10）。',
    ),
    key(
      'ttl',
      duration({ min: 1 }),
      '10s',
      FINAGLE,
      'How long a call and a retry count towards the budget.',
      '一次调用或重试计入预算的时长。',
    ),
    key(
      'min',
      integer(),
      3,
      'Envoy, retry_budget',
      'Retries under way, waiting ones included, that are always allowed.',
      '总是允许的进行中重试数（含等待中的）。',
    ),
    key(
      'max',
      number({ max: 1e9 }),
      10,
      'gRPC, retryThrottling',
      'Tokens in a full bucket; a failure takes one, retries need more than half.',
      '令牌桶的容量；一次失败消耗一个，余量过半才可重试。',
    ),
    key(
      'tokens',
      number({ max: 1e9 }),
      500,
      'AWS SDK, retry quota',
      'Tokens at the start and at most.',
      '初始令牌数，也是上限。',
    ),
    key(
      'cost',
      number({ max: 1e9 }),
      5,
      'AWS SDK, retry quota',
      'Tokens that a retry takes, twice that after a timeout; given back when the call succeeds.',
      '一次重试消耗的令牌数，超时后加倍；调用成功则归还。',
    ),
  ],
);

export const RETRY_KEYS: ObjectShape = object([
  key(
    'maxAttempts',
    integer({ min: 1, max: 1_000_000, infinite: true }),
    3,
    'AWS SDK, standard mode',
    'How often a call is attempted at most, the first attempt included.',
    '一次调用最多尝试的次数（含第一次）。',
  ),
  key(
    'on',
    list(choice(RETRY_REASONS), { max: 7 }),
    DEFAULT_RETRY_REASONS,
    OWN,
    'Reasons of a failed attempt that lead to another one.',
    '哪些失败原因会触发重试。',
  ),
  key('backoff', BACKOFF_KEYS, undefined, ABSENT, 'Waiting before each retry.', '每次重试前的等待。'),
  key(
    'budget',
    BUDGET_KEYS,
    undefined,
    ABSENT,
    'Rations the retries of each caller over all its calls on the link.',
    '限制每个调用方在该链路上全部调用的重试总量。',
  ),
  key(
    'avoidPrevious',
    boolean,
    false,
    ABSENT,
    'A retry goes to another instance than the one that failed last, if the caller knows another.',
    '若调用方知道其他实例，重试不选上次失败的那个。',
  ),
]);
