/** Keys of the protections of a link: limits, hedges, pools. */
import {
  ABSENT,
  choice,
  dataRate,
  duration,
  either,
  integer,
  key,
  number,
  type ObjectShape,
  OWN,
  object,
} from '../../policies/schema.ts';

const ENVOY = 'Envoy';

const COMPRESSOR = object([
  key('ratio', number({ min: 1 }), 1, OWN, 'Size before divided by size after.', '压缩前后大小之比。'),
  key('compress', dataRate({ infinite: true }), 'infinite', ABSENT, 'Speed of compressing.', '压缩速度。'),
  key('decompress', dataRate({ infinite: true }), 'infinite', ABSENT, 'Speed of decompressing.', '解压速度。'),
]);

export const COMPRESSION_KEYS: ObjectShape = object([
  key(
    'algorithm',
    either(choice(['none', 'gzip', 'zstd']), COMPRESSOR),
    'gzip',
    OWN,
    'How messages are made smaller.',
    '压缩算法。',
  ),
]);

export const HANDSHAKE_KEYS: ObjectShape = object([
  key(
    'roundTrips',
    integer({ max: 10 }),
    2,
    'TCP and TLS 1.3',
    'Round trips before a new connection can be used.',
    '新连接可用前的往返次数。',
  ),
]);

export const POOL_KEYS: ObjectShape = object([
  key(
    'maxConnections',
    integer({ min: 1, infinite: true }),
    100,
    OWN,
    'Connections of one caller, to all instances together.',
    '每个调用方到所有实例的连接数上限。',
  ),
  key(
    'maxPending',
    integer({ infinite: true }),
    1024,
    ENVOY,
    'Attempts that may wait without a connection being opened for them; one more is rejected.',
    '没有正在为其建立的连接时可等待的尝试数；超出者被拒绝。',
  ),
  key(
    'streams',
    integer({ min: 1, infinite: true }),
    1,
    'HTTP/1.1',
    'Attempts at once on a connection.',
    '每条连接同时承载的尝试数。',
  ),
  key(
    'connectTimeout',
    duration({ infinite: true }),
    '100ms',
    OWN,
    'A connection that is not open by then has failed.',
    '届时仍未建立的连接视为失败。',
  ),
  key(
    'idleTimeout',
    duration({ infinite: true }),
    '1h',
    ENVOY,
    'A connection unused for so long is closed.',
    '空闲这么久的连接会被关闭。',
  ),
  key('handshake', HANDSHAKE_KEYS, { roundTrips: 2 }, OWN, 'What a new connection costs.', '新建连接的代价。'),
]);

export const BULKHEAD_KEYS: ObjectShape = object([
  key('maxConcurrent', integer({ infinite: true }), 64, OWN, 'Calls in flight.', '在途调用数。'),
  key('maxPending', integer({ infinite: true }), 128, OWN, 'Calls that may wait.', '等待的调用数。'),
]);

export const FALLBACK_KEYS: ObjectShape = object([
  key('after', duration(), '1ms', OWN, 'Time the substitute answer takes.', '替代应答所需时间。'),
]);
