import { shellText } from '../i18n/shell.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './shell.module.css';
import type { Notice } from '../store/contract.ts';

/** What no other place of the page says: a damaged link, a file that is none, an engine that was started again. */
export function NoticeBar() {
  const text = useText(shellText);
  const notice = usePage((state) => state.notice);
  const patch = usePage((state) => state.patch);
  return (
    <output className={styles.noticePlace}>
      {notice !== null && (
        <span className={styles.notice}>
          <Icon name={notice.kind === 'reproduced' ? 'check' : 'warning'} />
          <span>{text.notices[notice.kind]}</span>
          <NoticeDetail notice={notice} />
          <IconButton icon="close" label={text.close} shortcut="Esc" onClick={() => patch({ notice: null })} />
        </span>
      )}
    </output>
  );
}

function NoticeDetail({ notice }: { notice: Notice }) {
  const text = useText(shellText);
  if (notice.kind === 'differs') return <span>{text.differsWhy(notice.sent, notice.here)}</span>;
  if ('detail' in notice) return <code>{notice.detail}</code>;
  return null;
}
