import { type RefObject, useEffect, useState } from 'react';

/** Width of an element and height of the window, CSS px, followed as they change. */
export function useElementSize(ref: RefObject<HTMLElement | null>): { width: number; windowHeight: number } {
  const [size, setSize] = useState({ width: 0, windowHeight: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const next = { width: element.clientWidth, windowHeight: innerHeight };
      setSize((known) => (known.width === next.width && known.windowHeight === next.windowHeight ? known : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    addEventListener('resize', measure);
    measure();
    return () => {
      observer.disconnect();
      removeEventListener('resize', measure);
    };
  }, [ref]);
  return size;
}
