export { backoffNs } from './backoff.ts';
export type { ResolvedBackoff, ResolvedRetry } from './retry.ts';
