/** Circuit breakers: one file per kind and this list. A new one is a file and a line here. */
import type { CircuitBreaker, ResolvedBreaker } from './breaker.ts';
import { consecutive } from './consecutive.ts';
import { failureRate } from './failure-rate.ts';
import { limits } from './limits.ts';

export {
  type BreakerView,
  type CircuitBreaker,
  CLOSED,
  FAILED,
  HALF_OPEN,
  IGNORED,
  OPEN,
  type ResolvedBreaker,
  SUCCEEDED,
} from './breaker.ts';

export const breakers: Readonly<Record<ResolvedBreaker['kind'], CircuitBreaker>> = {
  'failure-rate': failureRate,
  consecutive,
  limits,
};
