import styles from './ui.module.css';

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  /** Why it cannot be used now; shown and read when given. */
  disabledReason?: string;
}

export function Switch({ checked, onChange, label, disabledReason }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      aria-disabled={disabledReason !== undefined}
      title={disabledReason}
      className={styles.switch}
      onClick={() => disabledReason === undefined && onChange(!checked)}
    />
  );
}
