/** Where a key leads among cards that stand in rows, the last of a group perhaps with gaps. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** Index of the card to go to; undefined: the key is no business of the cards. */
export function nextCard(key: string, at: number, cards: readonly Place[]): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return cards.length - 1;
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'ArrowRight') return Math.min(cards.length - 1, at + 1);
  if (key === 'ArrowDown') return inRow(Math.min(...cards.map(topOf).filter((top) => top > cards[at].top)), at, cards);
  if (key === 'ArrowUp') return inRow(Math.max(...cards.map(topOf).filter((top) => top < cards[at].top)), at, cards);
  return undefined;
}

const topOf = ({ top }: Place) => top;

/** The card of a row that stands nearest; where there is no such row the card itself. */
function inRow(top: number, at: number, cards: readonly Place[]): number {
  const away = (index: number) => Math.abs(cards[index].left - cards[at].left);
  const row = cards.flatMap((card, index) => (card.top === top ? [index] : []));
  return row.reduce((best, index) => (away(index) < away(best) ? index : best), row[0] ?? at);
}
