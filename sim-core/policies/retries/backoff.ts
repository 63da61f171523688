import type { Generator } from '../../kernel/random.ts';
import type { ResolvedBackoff } from './retry.ts';

/**
 * Wait before retry `retry` (1, 2 …), in whole nanoseconds. `previousNs` is the wait before the retry before, which only
 * the decorrelated kind reads. Kinds after "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015); a ratio as in
 * gRPC A6, where the jitter may pass the maximum.
 */
export function backoffNs(backoff: ResolvedBackoff, retry: number, previousNs: number, generator: Generator): number {
  const { baseNs, maxNs, jitter } = backoff;
  if (jitter === 'decorrelated') {
    const previous = retry === 1 ? baseNs : previousNs;
    return Math.round(Math.min(maxNs, baseNs + generator.nextUnit() * (3 * previous - baseNs)));
  }
  const ceilingNs = Math.min(maxNs, growth(baseNs, backoff.multiplier, retry - 1, maxNs));
  if (jitter === 'none') return Math.round(ceilingNs);
  const unit = generator.nextUnit();
  if (jitter === 'full') return Math.round(ceilingNs * unit);
  if (jitter === 'equal') return Math.round((ceilingNs * (1 + unit)) / 2);
  return Math.round(ceilingNs * (1 + backoff.jitterRatio * (2 * unit - 1)));
}

/** base · multiplier^power, cut at max: repeated multiplication, the same bits everywhere. */
function growth(baseNs: number, multiplier: number, power: number, maxNs: number): number {
  let value = baseNs;
  // A multiplier of at most 1 never reaches the maximum; far beyond 1,000 retries the power no longer matters.
  const times = multiplier === 1 ? 0 : Math.min(power, 1100);
  for (let i = 0; i < times && value < maxNs; i++) value *= multiplier;
  return value;
}
