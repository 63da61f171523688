/** Keys of `balancer` on a link. */
import {
  ABSENT,
  boolean,
  choice,
  duration,
  either,
  integer,
  key,
  later,
  number,
  type ObjectShape,
  OWN,
  object,
  only,
  ratio,
} from '../schema.ts';

const ENVOY = 'Envoy, least request';
const ENVOY_ZONES = 'Envoy, zone-aware routing';

export const BALANCER_POLICIES = ['round-robin', 'random', 'least-request', 'least-connections'] as const;
/** What a link without `balancer` does. */
export const WITHOUT_BALANCER = 'round-robin';

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

export const BALANCER_KEYS: ObjectShape = object([
  key(
    'policy',
    choice(BALANCER_POLICIES, ['weighted-round-robin', 'peak-ewma', 'ring-hash', 'maglev', 'first']),
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
  only(
    ['request'],
    key(
      'per',
      choice(['request', 'connection']),
      'request',
      OWN,
      'Chooses for each request or each connection.',
      '按请求还是按连接选择。',
    ),
  ),
  only(
    ['own'],
    key(
      'loads',
      either(
        choice(['own']),
        object([key('shared', duration(), '1s', OWN, 'Age of the shared figures.', '共享数据的时滞。')]),
      ),
      'own',
      OWN,
      'Whose load figures are used: the own attempts in flight, or shared ones of some age.',
      '使用谁的负载数据：自己的在途尝试，或带时滞的共享数据。',
    ),
  ),
  later(
    'panicThreshold',
    ratio(),
    '50%',
    'Envoy, panic threshold',
    'Below this healthy share health is ignored.',
    '健康比例低于此值时忽略健康状态。',
  ),
  later(
    'slowStart',
    object([
      key('window', duration(), '60s', OWN, 'How long a new instance gets less.', '新实例少分流量的时长。'),
      key(
        'aggression',
        number({ min: 0 }),
        1,
        'Envoy, slow start',
        'Shape of the ramp; 1 is linear.',
        '爬升曲线的形状；1 为线性。',
      ),
      key('minWeight', ratio(), '10%', 'Envoy, slow start', 'Share at the beginning.', '开始时的份额。'),
    ]),
    undefined,
    ABSENT,
    'A new instance gets its share gradually.',
    '新实例逐渐获得流量。',
  ),
  later(
    'subset',
    object([
      key(
        'kind',
        choice(['random', 'deterministic-aperture', 'shuffle']),
        'random',
        OWN,
        'How the subset is chosen.',
        '子集的选择方式。',
      ),
      key('size', integer({ min: 1 }), 20, OWN, 'Instances in a subset.', '子集中的实例数。'),
    ]),
    undefined,
    ABSENT,
    'Each caller knows only a part of the instances.',
    '每个调用方只使用部分实例。',
  ),
  key('locality', LOCALITY_KEYS, undefined, ABSENT, 'Prefers instances that are near.', '优先选择就近的实例。'),
]);
