/** Keys of `hedge` on a link. */
import { boolean, duration, either, integer, key, needed, type ObjectShape, OWN, object, ratio } from '../schema.ts';

export const HEDGE_PERCENTILE_KEYS: ObjectShape = object([
  needed(
    'percentile',
    ratio(),
    'Of the latencies that the caller has seen in the last 30 s.',
    '调用方最近 30 秒所见延迟的分位。',
  ),
]);

export const HEDGE_KEYS: ObjectShape = object([
  key(
    'delay',
    either(HEDGE_PERCENTILE_KEYS, duration({ infinite: true })),
    '20ms',
    OWN,
    'Wait before the next attempt is sent beside those in flight.',
    '在途尝试之外再发一次之前的等待。',
  ),
  key(
    'maxAttempts',
    integer({ min: 1, infinite: true }),
    2,
    OWN,
    'Attempts at most, the first one included; a failed one sends the next at once.',
    '最多尝试次数，含首次；失败的尝试立即触发下一次。',
  ),
  key(
    'tied',
    boolean,
    false,
    OWN,
    'The copy that gets a worker first makes those that still wait elsewhere leave.',
    '先得到工作者的副本让其他仍在排队的副本离开。',
  ),
]);
