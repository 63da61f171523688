/** Part of the limit on those inside that is open to a priority and all above it. */
export interface PriorityShare {
  readonly atLeast: number;
  readonly share: number;
}

/**
 * Prioritized load shedding (Netflix, 2020 and 2024): the fuller an instance is, the more classes of requests it refuses, the
 * least important first. Each class is let in while those inside, of whatever class, are fewer than its share of the
 * limit; rounded up, as the partitions of Netflix concurrency-limits are. What is left above a share is kept for those of
 * higher classes.
 *
 * @returns the share of a priority: that of the highest class it belongs to; 0 below all classes
 */
export function shareOf(shares: readonly PriorityShare[], priority: number): number {
  let found = 0;
  let highest = -Infinity;
  for (const { atLeast, share } of shares) {
    if (atLeast > priority || atLeast < highest) continue;
    highest = atLeast;
    found = share;
  }
  return found;
}

/** How many may be inside for one more of a class to be let in: fewer than this. */
export function placesFor(share: number, limit: number): number {
  // A share of a whole number is not always one in a double.
  return share === 0 ? 0 : Math.ceil(share * limit - 1e-9);
}
