import { describe, expect, it } from 'vitest';
import { nextCard } from '../../web/story/next-card.ts';

/** Three cards and two, then a group of four. */
const cards = [3, 2, 3, 1].flatMap((count, row) =>
  Array.from({ length: count }, (_, column) => ({ left: 250 * column, top: 200 * row })),
);

describe('cards of the gallery', () => {
  it.each([
    ['ArrowRight', 2, 3],
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 8, 8],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 2, 4],
    ['ArrowUp', 7, 4],
    ['ArrowUp', 8, 5],
    ['ArrowUp', 1, 1],
    ['ArrowDown', 8, 8],
    ['Home', 6, 0],
    ['End', 1, 8],
  ])('%s leads from card %i to card %i', (key, from, to) => {
    expect(nextCard(key, from, cards)).toBe(to);
  });

  it('leave other keys alone', () => {
    expect(nextCard('Enter', 2, cards)).toBeUndefined();
  });
});
