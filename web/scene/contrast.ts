/** Text on coloured ground. */

const CHANNELS = [
  { from: 1, weight: 0.2126 },
  { from: 3, weight: 0.7152 },
  { from: 5, weight: 0.0722 },
] as const;

/** WCAG relative luminance of "#rrggbb", from 0 to 1. */
function luminance(color: string): number {
  let sum = 0;
  for (const { from, weight } of CHANNELS) {
    const share = Number.parseInt(color.slice(from, from + 2), 16) / 255;
    sum += weight * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
  }
  return sum;
}

/** WCAG contrast of two "#rrggbb" colours, from 1 to 21. */
export function contrastOf(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever reads better; one of them always has a contrast of 4.5. */
export function inkOn(ground: string): string {
  return contrastOf(ground, '#ffffff') > contrastOf(ground, '#000000') ? '#ffffff' : '#000000';
}
