/** The known name that somebody probably meant. */

const LENGTH_MAX = 64;

/**
 * @returns the candidate with the smallest Damerau–Levenshtein distance (insert, delete, replace, swap neighbours;
 * upper and lower case count as equal), the first of equals; undefined when none is closer than a third of the name
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LENGTH_MAX || name.length === 0) return undefined;
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor((wanted.length + 1) / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

/** Optimal string alignment distance: three rows of the usual table. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) distance = Math.min(distance, beforeLast[j - 2] + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
