/**
 * Words over a canvas as elements of the page: sharp, in the page's own digits, moved without React because they move every frame.
 * Elements are reused; only what changed is written.
 */
export interface TextLayer {
  /** Begins a new set of words; those not put again by `end` disappear. */
  begin(): void;
  /** Puts words with their upper left corner (or right corner, if the class says so) at a point. */
  put(words: string, x: number, y: number, look?: string): void;
  end(): void;
}

interface Item {
  element: HTMLElement;
  words: string;
  transform: string;
  look: string;
}

export function createTextLayer(host: HTMLElement): TextLayer {
  const items: Item[] = [];
  let used = 0;
  return {
    begin: () => {
      used = 0;
    },
    put: (words, x, y, look = '') => {
      if (used === items.length) items.push(createItem(host));
      write(items[used++], words, `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`, look);
    },
    end: () => {
      for (const item of items.splice(used)) item.element.remove();
    },
  };
}

function createItem(host: HTMLElement): Item {
  const element = document.createElement('span');
  host.append(element);
  return { element, words: '', transform: '', look: '' };
}

function write(item: Item, words: string, transform: string, look: string): void {
  if (item.words !== words) item.element.textContent = item.words = words;
  if (item.transform !== transform) item.element.style.transform = item.transform = transform;
  if (item.look !== look) item.element.className = item.look = look;
}

/** Writes text only when it differs, since a write costs a layout even if nothing changes. */
export function setText(element: Element | null | undefined, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}
