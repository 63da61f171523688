/** Keys of `rateLimit`, at a service's door and on a link. */
import { choice, duration, integer, key, type ObjectShape, OWN, object, rate } from '../schema.ts';
import { ALGORITHMS } from './limiter.ts';

export const RATE_LIMIT_KEYS: ObjectShape = object([
  key(
    'algorithm',
    choice(ALGORITHMS),
    'token-bucket',
    OWN,
    'How the rate is kept: token-bucket and gcra let a burst through and then the rate; leaky-bucket lets one through after the other; sliding-window lets a burst through in each burst / rate.',
    '限速算法：token-bucket 与 gcra 先放行一次突发，之后按速率；leaky-bucket 逐个放行；sliding-window 在每个 突发量 / 速率 的窗口内放行一次突发。',
  ),
  key('rate', rate({ min: 0.000001 }), '500/s', OWN, 'Calls per second.', '每秒调用数。'),
  key(
    'burst',
    integer({ min: 1, max: 100_000 }),
    50,
    OWN,
    'Calls at once after a pause; leaky-bucket: those that may wait.',
    '停顿后可一次放行的调用数；leaky-bucket：可等待的调用数。',
  ),
  key(
    'wait',
    duration({ infinite: true }),
    '0s',
    OWN,
    'How long a call may wait for its turn; who would wait longer is refused at once.',
    '允许等待的时长；需等待更久者立即被拒绝。',
  ),
]);
