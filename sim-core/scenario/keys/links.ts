/** Keys of a link, and of the network below all links. */
import { BALANCER_KEYS } from '../../policies/balancers/balancer-keys.ts';
import { BREAKER_KEYS } from '../../policies/breakers/breaker-keys.ts';
import { OUTLIER_KEYS } from '../../policies/detectors/outlier-keys.ts';
import { HEDGE_KEYS } from '../../policies/hedges/hedge-keys.ts';
import { RATE_LIMIT_KEYS } from '../../policies/limiters/limiter-keys.ts';
import { profiles } from '../../policies/profiles/index.ts';
import { RETRY_KEYS } from '../../policies/retries/retry-keys.ts';
import {
  ABSENT,
  bandwidth,
  boolean,
  choice,
  distribution,
  duration,
  key,
  later,
  map,
  type ObjectShape,
  OWN,
  object,
  ratio,
} from '../../policies/schema.ts';
import { THROTTLE_KEYS } from '../../policies/throttles/throttle-keys.ts';
import { BULKHEAD_KEYS, COMPRESSION_KEYS, FALLBACK_KEYS, POOL_KEYS } from './protection.ts';

const WIRE = [
  key('latency', distribution, undefined, ABSENT, 'One way, drawn for each message.', '单程延迟，每条消息独立抽取。'),
  key('loss', ratio(), 0, ABSENT, 'Share of messages that are lost and sent again.', '丢失并重传的消息份额。'),
  key(
    'rto',
    duration({ min: 0.001 }),
    '200ms',
    'Linux, TCP_RTO_MIN',
    'Wait before a lost message is sent again; doubles each time.',
    '重传前的等待；每次加倍。',
  ),
  key(
    'bandwidth',
    bandwidth({ min: 1, infinite: true }),
    'infinite',
    ABSENT,
    'Of the pipe that the messages of one direction share.',
    '同方向消息共享的带宽。',
  ),
];

export const LINK_NETWORK: ObjectShape = object([
  ...WIRE,
  key(
    'per',
    choice(['link', 'instance']),
    'link',
    OWN,
    'One pipe for the link, or one for each instance of the callee.',
    '整条链路一条管道，还是被调方每个实例一条。',
  ),
]);

export const NETWORK: ObjectShape = object([
  ...WIRE,
  key(
    'between',
    map('zone-pair', object(WIRE), 10_000),
    undefined,
    ABSENT,
    'The network from one zone to another, and back unless that is given too.',
    '从一个可用区到另一个的网络；未另给反向时，反向亦同。',
  ),
]);

export const LINK: ObjectShape = object([
  key(
    'use',
    choice(profiles.map(({ name }) => name)),
    undefined,
    ABSENT,
    'Takes over the defaults of a known system (docs/profiles.md); keys that are given here or by a wider pattern win.',
    '采用某个系统的默认值（docs/profiles.md）；此处或更宽的模式给出的键优先。',
  ),
  key(
    'network',
    LINK_NETWORK,
    undefined,
    'network',
    'What lies between caller and callee.',
    '调用方与被调方之间的网络。',
  ),
  key(
    'balancer',
    BALANCER_KEYS,
    undefined,
    'round-robin',
    'Chooses an instance for each attempt.',
    '为每次尝试选择实例。',
  ),
  key(
    'timeout',
    duration({ infinite: true }),
    'infinite',
    ABSENT,
    'Longest time of one attempt, from the balancer’s pick.',
    '一次尝试的最长时间，从选定实例起计。',
  ),
  key('retry', RETRY_KEYS, undefined, ABSENT, 'Attempts again after a failure.', '失败后再次尝试。'),
  later('compression', COMPRESSION_KEYS, undefined, ABSENT, 'Makes messages smaller.', '压缩消息。'),
  key('pool', POOL_KEYS, undefined, ABSENT, 'Connections and their limits.', '连接池。'),
  key(
    'deadline',
    duration({ infinite: true }),
    'infinite',
    ABSENT,
    'Longest time of the whole call.',
    '整个调用的最长时间。',
  ),
  key(
    'propagateDeadline',
    boolean,
    false,
    ABSENT,
    'The callee’s own calls inherit the deadline.',
    '向下传递截止时间。',
  ),
  key('hedge', HEDGE_KEYS, undefined, ABSENT, 'A second attempt beside a slow one.', '对冲请求。'),
  key('circuitBreaker', BREAKER_KEYS, undefined, ABSENT, 'Stops calling what keeps failing.', '熔断器。'),
  key('outlierDetection', OUTLIER_KEYS, undefined, ABSENT, 'Stops picking instances that fail.', '异常实例驱逐。'),
  key('bulkhead', BULKHEAD_KEYS, undefined, ABSENT, 'Bounds the calls in flight.', '舱壁：限制在途调用。'),
  key('rateLimit', RATE_LIMIT_KEYS, undefined, ABSENT, 'Bounds the calls per second.', '限速。'),
  key('adaptiveThrottle', THROTTLE_KEYS, undefined, ABSENT, 'Rejects as much as the callee does.', '自适应限流。'),
  key('fallback', FALLBACK_KEYS, undefined, ABSENT, 'Answers instead of failing.', '降级应答。'),
]);
