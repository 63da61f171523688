/** Keys of `adaptiveThrottle` on a link. */
import { duration, key, number, type ObjectShape, object } from '../schema.ts';

const SRE = 'Google SRE book, Handling Overload';

export const THROTTLE_KEYS: ObjectShape = object([
  key(
    'k',
    number({ min: 1, max: 1e6 }),
    2,
    SRE,
    'Attempts let through for each that the callee accepts; smaller is stricter.',
    '每个被接受的请求允许放行的尝试数；越小越严格。',
  ),
  key('window', duration({ min: 0.001 }), '2m', SRE, 'How far it looks back.', '回看时长。'),
]);
