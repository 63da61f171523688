/**
 * Spreads labels that stand beside a plot so that none covers another, moving them as little as the room allows.
 *
 * @param wantedY  where each label would like to be, px, in any order
 * @param room     nearest allowed distance and the range of allowed positions, px
 * @returns positions in the order of `wantedY`; when the room is too small the distance wins over the upper end
 */
export function spreadLabels(wantedY: readonly number[], room: { gap: number; top: number; bottom: number }): number[] {
  const order = wantedY.map((_, i) => i).sort((a, b) => wantedY[a] - wantedY[b] || a - b);
  const groups: Group[] = [];
  for (const index of order) {
    groups.push({ members: [index], wantedSum: wantedY[index], start: wantedY[index] });
    mergeBackwards(groups, room.gap);
  }
  return place(groups, wantedY.length, room);
}

/** Labels that touch: they move together, centred on the mean of their wishes. */
interface Group {
  members: number[];
  /** Sum of (wish − offset within the group). */
  wantedSum: number;
  start: number;
}

function mergeBackwards(groups: Group[], gap: number): void {
  for (;;) {
    const last = groups.at(-1);
    const before = groups.at(-2);
    if (!last || !before || before.start + before.members.length * gap <= last.start) return;
    before.wantedSum += last.wantedSum - last.members.length * before.members.length * gap;
    before.members.push(...last.members);
    before.start = before.wantedSum / before.members.length;
    groups.pop();
  }
}

function place(groups: readonly Group[], count: number, room: { gap: number; top: number; bottom: number }): number[] {
  const order = groups.flatMap((group) => group.members);
  const flat = groups.flatMap((group) => group.members.map((_, i) => group.start + i * room.gap));
  for (let i = count - 1, limit = room.bottom; i >= 0; i--, limit -= room.gap) flat[i] = Math.min(flat[i], limit);
  for (let i = 0, limit = room.top; i < count; i++, limit += room.gap) flat[i] = Math.max(flat[i], limit);
  const result = new Array<number>(count);
  order.forEach((index, i) => {
    result[index] = flat[i];
  });
  return result;
}
