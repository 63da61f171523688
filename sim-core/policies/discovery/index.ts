export type { ResolvedDiscovery } from './discovery.ts';
