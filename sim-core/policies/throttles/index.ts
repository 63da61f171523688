/** Throttles of callers: how much of what they would send they refuse themselves. */
export {
  countAccept,
  countRequest,
  rejectRatio,
  rejectRatioSeen,
  type ResolvedThrottle,
  resetThrottle,
  THROTTLE_SIZE,
  type ThrottleView,
} from './throttle.ts';
