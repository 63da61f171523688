import { cloneElement, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { ReactElement, ReactNode, RefObject } from 'react';
import styles from './ui.module.css';

const SHOW_AFTER_MS = 350;
const MARGIN = 8;

interface TooltipProps {
  text: ReactNode;
  shortcut?: string;
  /** describe: the text says more than the control's name and readers hear it; name: it repeats the name. */
  purpose?: 'name' | 'describe';
  children: ReactElement<{ 'aria-describedby'?: string }>;
}

/** Words beside a control on hover and on focus; Escape hides them. The control stays as it is. */
export function Tooltip({ text, shortcut, purpose = 'name', children }: TooltipProps) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const show = (afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), afterMs);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const isDescribed = isOpen && purpose === 'describe';
  return (
    <span
      ref={anchor}
      role="presentation"
      className={styles.tooltipAnchor}
      onPointerEnter={(event) => event.pointerType !== 'touch' && show(SHOW_AFTER_MS)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(':focus-visible') && show(0)}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {cloneElement(children, isDescribed ? { 'aria-describedby': id } : {})}
      {isOpen && (
        <Bubble id={id} anchor={anchor}>
          {text}
          {shortcut && <kbd className={styles.kbd}>{shortcut}</kbd>}
        </Bubble>
      )}
    </span>
  );
}

function Bubble({ id, anchor, children }: { id: string; anchor: RefObject<HTMLElement | null>; children: ReactNode }) {
  const bubble = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const target = anchor.current?.firstElementChild?.getBoundingClientRect();
    const own = bubble.current;
    if (!target || !own) return;
    const size = own.getBoundingClientRect();
    const fitsBelow = target.bottom + MARGIN + size.height < innerHeight;
    const left = target.left + target.width / 2 - size.width / 2;
    own.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - size.width - MARGIN))}px`;
    own.style.top = `${fitsBelow ? target.bottom + MARGIN : target.top - size.height - MARGIN}px`;
  }, [anchor]);
  return createPortal(
    <div ref={bubble} id={id} role="tooltip" className={styles.tooltip}>
      {children}
    </div>,
    // What a dialog covers the page with covers the page's own tooltips too.
    anchor.current?.closest('dialog') ?? document.body,
  );
}
