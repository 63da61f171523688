/** Inline icons on a grid of 16 with round 1.5 strokes, in the colour of the text around them. */
import styles from './ui.module.css';

const STROKED = {
  'chevron-down': 'm4 6 4 4 4-4',
  'chevron-left': 'm10 4-4 4 4 4',
  'chevron-right': 'm6 4 4 4-4 4',
  undo: 'M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H7',
  redo: 'm10 3 3 3-3 3m3-3H6.5a3.5 3.5 0 0 0 0 7H9',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z',
  contrast: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 2v12M8 5l4.8-.9M8 8h6M8 11l4.8.9',
  system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  help: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M6.3 6.4a1.75 1.75 0 1 1 2.6 1.6c-.6.3-.9.7-.9 1.2M8 11.4v.1',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.7.7M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.7-.7',
  close: 'm4 4 8 8m0-8-8 8',
  check: 'm3.5 8.5 3 3 6-7',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  reset: 'M3 3v3.5h3.5M3.4 6.2A5.2 5.2 0 1 1 2.8 9',
  loop: 'M4.5 6.5h6a3 3 0 0 1 0 6h-5a3 3 0 0 1-2.8-2M6.5 4.5l-2 2 2 2',
  'step-back': 'M3.5 3.5v9M12.5 3.5 7 8l5.5 4.5',
  'step-forward': 'M12.5 3.5v9M3.5 3.5 9 8l-5.5 4.5',
  open: 'M2 12.5v-9h4l1.5 2H14v7zM8 11V7.5M6.3 9 8 7.3 9.7 9',
  save: 'M8 2.5v7M5 6.8 8 9.8l3-3M2.5 12.5h11',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.4v.1',
  bolt: 'M9 1.8 3.8 9H8l-1 5.2L12.2 7H8z',
  user: 'M8 2.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2M3 13.5c.4-2.4 2.3-3.8 5-3.8s4.6 1.4 5 3.8',
  language: 'M2 4h7M5.5 2.5V4M7.5 4c-.6 2.4-2.4 4.3-5 5.3M3.7 6c.8 1.6 2.2 2.7 4 3.3M8 14l3-7.5L14 14M9 11.6h4',
  'link-node': 'M3.5 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4M12.5 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4M5.5 8h5',
  service: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
} as const;

const FILLED = {
  play: 'M4.5 2.8v10.4a.6.6 0 0 0 .9.5l8.2-5.2a.6.6 0 0 0 0-1L5.400 2.300a.6.6 0 0 0-.9.5Z',
  pause: 'M4 2.500h2.800v11H4zM9.200 2.500H12v11H9.200z',
} as const;

export type IconName = keyof typeof STROKED | keyof typeof FILLED;

/** Decoration: the control around it carries the name. `size` in CSS pixels. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  const isFilled = name in FILLED;
  return (
    <svg
      className={isFilled ? styles.iconFilled : styles.icon}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={isFilled ? FILLED[name as keyof typeof FILLED] : STROKED[name as keyof typeof STROKED]} />
    </svg>
  );
}
