/**
 * A pairing heap of frames (Fredman, Sedgewick, Sleator and Tarjan, 1986) whose links lie in the frame table: the frame
 * with the smallest key is the root, among equals the one that came first. Adding costs a comparison, taking any frame out
 * O(log n) in the long run, and nothing is allocated. The owner keeps the root; −1: empty.
 *
 * `heapChild` is a frame's first child, `next` its right sibling, `previous` its left one or, of a first child, its parent.
 *
 * @hot
 */
import type { FrameTable } from './tables.ts';

const NOBODY = -1;

/** Its `heapKey` and `heapOrder` are set. @returns the new root */
export function addToHeap(frames: FrameTable, root: number, frame: number): number {
  frames.heapChild[frame] = NOBODY;
  frames.next[frame] = NOBODY;
  frames.previous[frame] = NOBODY;
  return root === NOBODY ? frame : joined(frames, root, frame);
}

/** @returns the new root */
export function removeFromHeap(frames: FrameTable, root: number, frame: number): number {
  const rest = merged(frames, frames.heapChild[frame]);
  if (frame === root) return rest;
  const { next, previous, heapChild } = frames;
  const before = previous[frame];
  const after = next[frame];
  if (heapChild[before] === frame) heapChild[before] = after;
  else next[before] = after;
  if (after !== NOBODY) previous[after] = before;
  return rest === NOBODY ? root : joined(frames, root, rest);
}

/** Two heaps as one: the root that is not first becomes the first child of the other. */
function joined(frames: FrameTable, a: number, b: number): number {
  const { next, previous, heapChild } = frames;
  const top = isBefore(frames, a, b) ? a : b;
  const below = top === a ? b : a;
  const sibling = heapChild[top];
  next[below] = sibling;
  if (sibling !== NOBODY) previous[sibling] = below;
  previous[below] = top;
  heapChild[top] = below;
  next[top] = NOBODY;
  previous[top] = NOBODY;
  return top;
}

function isBefore({ heapKey, heapOrder }: FrameTable, a: number, b: number): boolean {
  return heapKey[a] < heapKey[b] || (heapKey[a] === heapKey[b] && heapOrder[a] < heapOrder[b]);
}

/** Siblings as one heap: joined by twos from the left, then all of them from the right. */
function merged(frames: FrameTable, first: number): number {
  const { next, previous } = frames;
  let pairs = NOBODY;
  for (let left = first; left !== NOBODY; ) {
    const right = next[left];
    const rest = right === NOBODY ? NOBODY : next[right];
    next[left] = NOBODY;
    previous[left] = NOBODY;
    const pair = right === NOBODY ? left : joined(frames, left, right);
    // What is joined has no siblings: the list of pairs, newest first, goes through `next`.
    next[pair] = pairs;
    pairs = pair;
    left = rest;
  }
  let root = NOBODY;
  while (pairs !== NOBODY) {
    const pair = pairs;
    pairs = next[pair];
    next[pair] = NOBODY;
    root = root === NOBODY ? pair : joined(frames, root, pair);
  }
  return root;
}
