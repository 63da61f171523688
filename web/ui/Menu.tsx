import { useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { KeyboardEvent, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import styles from './ui.module.css';
import type { IconName } from './Icon.tsx';

export interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: IconName;
  /** A second line or a shortcut at the right. */
  hint?: ReactNode;
  isChecked?: boolean;
  /** Why it cannot be chosen; shown as its hint. */
  disabledReason?: string;
  onChoose: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  /** Where it opens, CSS pixels in the window. */
  at: { x: number; y: number };
  onClose: () => void;
}

const MARGIN = 8;

/** A menu at a point. It takes the focus, and gives it back to what had it when it closes. */
export function Menu({ label, items, at, onClose }: MenuProps) {
  const ref = useRef<HTMLDivElement>(null);
  // A layout effect ends while the menu is still in the page: afterwards the focus would be lost already.
  useLayoutEffect(() => {
    const menu = ref.current;
    const before = document.activeElement;
    menu?.querySelector<HTMLElement>('button')?.focus();
    return () => {
      if (before instanceof HTMLElement && menu?.contains(document.activeElement)) before.focus();
    };
  }, []);
  useEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    const size = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(MARGIN, Math.min(at.x, innerWidth - size.width - MARGIN))}px`;
    menu.style.top = `${Math.max(MARGIN, Math.min(at.y, innerHeight - size.height - MARGIN))}px`;
  }, [at.x, at.y]);
  useEffect(() => {
    const onOutside = (event: PointerEvent) => {
      if (!ref.current?.contains(event.target as Node)) onClose();
    };
    addEventListener('pointerdown', onOutside, true);
    addEventListener('blur', onClose);
    return () => {
      removeEventListener('pointerdown', onOutside, true);
      removeEventListener('blur', onClose);
    };
  }, [onClose]);

  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
      return;
    }
    const buttons = [...(ref.current?.querySelectorAll('button') ?? [])];
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = nextIndex(event.key, index, buttons.length);
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  };

  return createPortal(
    <div ref={ref} role="menu" tabIndex={-1} aria-label={label} className={styles.menu} onKeyDown={onKey}>
      {items.map((item) => (
        <MenuRow key={item.id} item={item} onClose={onClose} />
      ))}
    </div>,
    document.body,
  );
}

function MenuRow({ item, onClose }: { item: MenuItem; onClose: () => void }) {
  const isDisabled = item.disabledReason !== undefined;
  const choose = () => {
    if (isDisabled) return;
    onClose();
    item.onChoose();
  };
  const hint = item.disabledReason ?? item.hint;
  const isRadio = item.isChecked !== undefined;
  return (
    <button
      type="button"
      role={isRadio ? 'menuitemradio' : 'menuitem'}
      aria-checked={item.isChecked}
      aria-disabled={isDisabled || undefined}
      tabIndex={-1}
      onClick={choose}
    >
      {item.icon ? <Icon name={item.icon} /> : isRadio && <span className={styles.menuGap} />}
      <span>{item.label}</span>
      {hint !== undefined && <span className={styles.menuHint}>{hint}</span>}
      {item.isChecked && <Icon name="check" />}
    </button>
  );
}

function nextIndex(key: string, index: number, count: number): number | null {
  if (key === 'ArrowDown') return (index + 1) % count;
  if (key === 'ArrowUp') return (index - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}
