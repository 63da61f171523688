/**
 * Lets the stage's old picture pass into the new one when its level of detail changes. The old picture is copied once;
 * the browser does the fading, so that no frame costs more than any other.
 */
import type { StageLayout } from '../scene/stage-layout.ts';

const FADE_MS = 120;
const EASING = 'cubic-bezier(.2, 0, 0, 1)';

/** Whether everything is shown in the same detail and size; then only places differ. */
export function isSameLevel(a: StageLayout, b: StageLayout): boolean {
  if (a.scale !== b.scale || a.isPhone !== b.isPhone || a.blocks.length !== b.blocks.length) return false;
  return a.blocks.every(({ detail }, index) => detail === b.blocks[index].detail);
}

/** @returns what copies the pictures as they are now and lets them pass into whatever is drawn on them next */
export function createCrossFade(pictures: readonly HTMLCanvasElement[], fading: HTMLCanvasElement): () => void {
  return () => {
    const [{ width, height }] = pictures;
    // Setting the size also wipes what faded before.
    Object.assign(fading, { width, height });
    const context = fading.getContext('2d');
    if (context === null) return;
    for (const picture of pictures) context.drawImage(picture, 0, 0);
    const timing: KeyframeAnimationOptions = { duration: FADE_MS, easing: EASING };
    fading.animate([{ opacity: 1 }, { opacity: 0 }], timing);
    for (const picture of pictures) picture.animate([{ opacity: 0 }, { opacity: 1 }], timing);
  };
}
