/** Hosts count for 1.4 of themselves when a level's health is judged. */
const OVERPROVISIONING_PERCENT = 140;

/**
 * Whether so few instances are healthy that health is ignored. After Envoy: load_balancer_impl.cc, overprovisioning
 * factor 140, one priority level. The threshold alone decides up to 71 %; above that panic begins only when 1.4 × the
 * healthy share is below 1.
 */
export function isPanicking(healthy: number, known: number, thresholdRatio: number): boolean {
  if (OVERPROVISIONING_PERCENT * healthy >= 100 * known) return false;
  return healthy / known < thresholdRatio;
}
