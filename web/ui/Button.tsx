import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { Tooltip } from './Tooltip.tsx';
import styles from './ui.module.css';
import type { IconName } from './Icon.tsx';

type ButtonProps = ComponentProps<'button'> & {
  /** quiet: text on the ground; outlined: a bordered control; primary: ink. */
  look?: 'quiet' | 'outlined' | 'primary';
  icon?: IconName;
  children: ReactNode;
};

export function Button({ look = 'quiet', icon, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" className={join(styles.button, styles[look], className)} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  icon: IconName;
  /** Name for readers and tooltip. */
  label: string;
  /** Shown in the tooltip: "Space", "Ctrl Z". */
  shortcut?: string;
  look?: 'quiet' | 'outlined' | 'primary';
};

export function IconButton({ icon, label, shortcut, look = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        className={join(styles.button, styles.iconButton, styles[look], className)}
        {...rest}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}

export function join(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
