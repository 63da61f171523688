/** Keys of `admission` on a service. */
import { RATE_LIMIT_KEYS } from '../limiters/limiter-keys.ts';
import { ABSENT, choice, duration, integer, key, later, type ObjectShape, object } from '../schema.ts';

const FAIL_AT_SCALE = 'Maurer, Fail at Scale';

export const CODEL_KEYS: ObjectShape = object([
  key(
    'target',
    duration(),
    '5ms',
    FAIL_AT_SCALE,
    'Longest wait of those who join a queue that has not been empty for the interval.',
    '加入持续未空的队列者的最长等待。',
  ),
  key(
    'interval',
    duration(),
    '100ms',
    FAIL_AT_SCALE,
    'Longest wait of all others; and how long a queue may go without being empty before it counts as standing.',
    '其他情况的最长等待；队列未空达到此时长即视为持续排队。',
  ),
]);

export const ADMISSION_KEYS: ObjectShape = object([
  key(
    'rateLimit',
    RATE_LIMIT_KEYS,
    undefined,
    ABSENT,
    'Limits the rate at the door of each instance; refused as unavailable.',
    '每个实例的入口限速；超出者被拒绝（unavailable）。',
  ),
  key(
    'maxConcurrency',
    integer({ infinite: true }),
    'infinite',
    ABSENT,
    'Attempts inside an instance at once, waiting ones included; one more is refused as unavailable.',
    '每个实例内同时的尝试数（含等待者）；超出者被拒绝（unavailable）。',
  ),
  key(
    'codel',
    CODEL_KEYS,
    undefined,
    ABSENT,
    'Controlled delay: while a queue stands, who has waited longer than the target is dropped instead of served.',
    '受控延迟：队列持续时，等待超过 target 者被丢弃而不被服务。',
  ),
  later(
    'adaptiveConcurrency',
    object([
      key(
        'algorithm',
        choice(['gradient2', 'gradient', 'vegas', 'aimd']),
        'gradient2',
        'Netflix concurrency-limits',
        'How the limit is found.',
        '寻找上限的算法。',
      ),
    ]),
    undefined,
    ABSENT,
    'Finds the concurrency limit itself.',
    '自动寻找并发上限。',
  ),
]);
