/** Keys of `balancer` on a link. */
import {
  ABSENT,
  boolean,
  choice,
  duration,
  either,
  integer,
  key,
  number,
  type ObjectShape,
  OWN,
  object,
  ratio,
} from '../schema.ts';
import { SUBSET_KINDS } from './subset.ts';

const ENVOY = 'Envoy, least request';
const ENVOY_ZONES = 'Envoy, zone-aware routing';

export const BALANCER_POLICIES = [
  'round-robin',
  'weighted-round-robin',
  'random',
  'least-request',
  'least-connections',
  'peak-ewma',
  'ring-hash',
  'maglev',
  'first',
] as const;
export const RING_SIZE_MAX = 8_388_608;
export const TABLE_SIZE_MAX = 5_000_011;
/** What a link without `balancer` does. */
export const WITHOUT_BALANCER = 'round-robin';

export const SHARED_LOADS: ObjectShape = object([
  key(
    'shared',
    duration(),
    '1s',
    OWN,
    'How often they are told; 0s: always as they are.',
    '多久通告一次；0s 表示始终最新。',
  ),
]);

export const SLOW_START: ObjectShape = object([
  key('window', duration(), '60s', OWN, 'How long an instance that starts gets less.', '新启动的实例少分流量的时长。'),
  key(
    'aggression',
    number({ min: 0.01, max: 100 }),
    1,
    'Envoy, slow start',
    'Shape of the ramp: 1 is linear, more rises faster at first.',
    '爬升曲线的形状：1 为线性，越大起步越快。',
  ),
  key('minWeight', ratio(), '10%', 'Envoy, slow start', 'Share of its weight at the beginning.', '开始时权重的份额。'),
]);

export const ZONE_AWARE_KEYS: ObjectShape = object([
  key(
    'minClusterSize',
    integer(),
    6,
    ENVOY_ZONES,
    'With fewer instances that can be picked zones make no difference.',
    '可选实例少于此数时不区分可用区。',
  ),
  key(
    'routingEnabled',
    ratio(),
    '100%',
    ENVOY_ZONES,
    'Share of the attempts that it is done for.',
    '采用此方式的尝试份额。',
  ),
]);

export const LOCALITY_KEYS: ObjectShape = object([
  key('prefer', choice(['zone']), 'zone', OWN, 'What counts as near.', '就近的依据。'),
  key(
    'zoneAware',
    ZONE_AWARE_KEYS,
    undefined,
    ABSENT,
    'Keeps in the own zone only as much as leaves all instances the same load.',
    '仅在保持各实例负载均等的限度内留在本可用区。',
  ),
]);

export const SUBSET_SIZES: Readonly<Record<(typeof SUBSET_KINDS)[number], number>> = {
  random: 20,
  'deterministic-aperture': 12,
  shuffle: 4,
};

export const SUBSET_KEYS: ObjectShape = object([
  key(
    'kind',
    choice(SUBSET_KINDS),
    'random',
    OWN,
    'How it is found: random, drawn for each caller; deterministic-aperture, an arc of a ring that callers divide evenly; shuffle, drawn for each key of requests from all instances.',
    '确定方法：random 为每个调用方随机抽取；deterministic-aperture 为调用方均分的环上一段；shuffle 按请求键从全部实例中抽取。',
  ),
  key(
    'size',
    integer({ min: 1, max: 200_000 }),
    undefined,
    `${OWN}: 20, deterministic-aperture 12 (Finagle), shuffle 4 (Amazon Route 53)`,
    'Instances in a subset.',
    '子集中的实例数。',
  ),
]);

export const BALANCER_KEYS: ObjectShape = object([
  key(
    'policy',
    choice(BALANCER_POLICIES),
    'least-request',
    OWN,
    'How a calling instance chooses the instance for an attempt.',
    '调用方如何为一次尝试选择实例。',
  ),
  key(
    'choices',
    integer({ min: 1, max: 1000 }),
    2,
    ENVOY,
    'Instances that least-request compares.',
    'least-request 比较的实例数。',
  ),
  key(
    'replacement',
    boolean,
    true,
    ENVOY,
    'Whether the same instance may be drawn twice.',
    '是否允许重复抽到同一实例。',
  ),
  key(
    'activeRequestBias',
    number({ max: 100 }),
    1,
    ENVOY,
    'Where weights differ, how much those in flight count for least-request; 0: not at all.',
    '权重不同时，least-request 中在途请求的影响程度；0 表示不计。',
  ),
  key(
    'decayTime',
    duration({ min: 0.001 }),
    '10s',
    'Finagle, p2cPeakEwma',
    'After this time peak-ewma has forgotten 63% of a latency.',
    '经过这段时间，peak-ewma 已遗忘某次时延的 63%。',
  ),
  key(
    'minimumRingSize',
    integer({ min: 1, max: RING_SIZE_MAX }),
    1024,
    'Envoy, ring hash',
    'Hashes on the ring of ring-hash, over all instances, at least.',
    'ring-hash 环上哈希的最少总数。',
  ),
  key(
    'maximumRingSize',
    integer({ min: 1, max: RING_SIZE_MAX }),
    RING_SIZE_MAX,
    'Envoy, ring hash',
    'Hashes on the ring at most.',
    '环上哈希的最多总数。',
  ),
  key(
    'tableSize',
    integer({ min: 2, max: TABLE_SIZE_MAX }),
    65_537,
    'Envoy, Maglev',
    'Places in the table of maglev; a prime.',
    'maglev 查找表的大小；须为素数。',
  ),
  key(
    'hashBalanceFactor',
    integer({ min: 100, infinite: true }),
    'infinite',
    ABSENT,
    'Bounds the load of an instance under ring-hash and maglev: per cent of the mean, 150 for half as much again.',
    'ring-hash 与 maglev 下单实例负载的上限：平均值的百分比，150 即高出一半。',
  ),
  key(
    'per',
    choice(['request', 'connection']),
    'request',
    OWN,
    'Chooses for each request, or keeps to the instance chosen first while its connection lasts.',
    '每个请求都选择，或在连接存续期间一直使用首次选中的实例。',
  ),
  key(
    'loads',
    either(choice(['own']), SHARED_LOADS),
    'own',
    OWN,
    'Whose load figures are used: the own attempts in flight, or those of all callers as they were last told.',
    '使用谁的负载数据：自己的在途尝试，或最近一次通告的所有调用方之和。',
  ),
  key(
    'panicThreshold',
    ratio(),
    '50%',
    'Envoy, panic threshold',
    'Below this share of instances that are not ejected, ejections are ignored; 0: never.',
    '未被驱逐的实例比例低于此值时忽略驱逐；0 表示从不。',
  ),
  key(
    'failTrafficOnPanic',
    boolean,
    false,
    'Envoy, panic threshold',
    'Below that share attempts fail instead: no-instance.',
    '低于该比例时改为直接失败：no-instance。',
  ),
  key(
    'slowStart',
    SLOW_START,
    undefined,
    ABSENT,
    'An instance that starts gets its share gradually, with weighted-round-robin and least-request.',
    '新启动的实例逐渐获得流量，用于 weighted-round-robin 与 least-request。',
  ),
  key(
    'subset',
    SUBSET_KEYS,
    undefined,
    ABSENT,
    'Each caller uses only a part of the instances.',
    '每个调用方只使用部分实例。',
  ),
  key('locality', LOCALITY_KEYS, undefined, ABSENT, 'Prefers instances that are near.', '优先选择就近的实例。'),
]);
