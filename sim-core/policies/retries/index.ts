export type { ResolvedBackoff, ResolvedRetry } from './retry.ts';
