import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import styles from './ui.module.css';

interface DialogProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  /** CSS pixels. */
  width?: number;
  children: ReactNode;
}

/** A modal dialog while it is rendered: the browser keeps the focus in it and gives it back. */
export function Dialog({ title, closeLabel, onClose, width = 640, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    // Else the focus goes to the close button, whose tooltip would cover what the dialog says.
    dialog.setAttribute('autofocus', '');
    dialog.showModal();
    return () => dialog.close();
  }, []);
  useEffect(() => {
    const dialog = ref.current;
    // A click that hits the dialog itself and none of its contents is one on the backdrop.
    const onClick = (event: MouseEvent) => event.target === dialog && onClose();
    dialog?.addEventListener('click', onClick);
    return () => dialog?.removeEventListener('click', onClick);
  }, [onClose]);
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      style={{ width }}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.dialogBody}>
        <header className={styles.dialogHeader}>
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label={closeLabel} shortcut="Esc" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
