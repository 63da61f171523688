import { profileValuesAt } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { ParameterControl } from './ParameterControl.tsx';
import { wordFor } from './word-for.ts';
import { optionWords } from './written-words.ts';
import styles from './panel.module.css';

type Words = typeof parameterText.en;

/** Which system's defaults hold on the link, in a sentence and value by value; those that are overruled are left out. */
export function ProfileChoice({ path, label }: { path: string; label: string }) {
  const words = useText(parameterText);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  const document = usePage((state) => state.document);
  const link = path.slice('links.'.length, -'.use'.length);
  const profile = profileValuesAt(link, document);
  return (
    <>
      <ParameterControl path={path} label={label} />
      {profile && (
        <>
          <p className={styles.hint}>{isChinese ? profile.zh : profile.en}</p>
          <p className={styles.hint}>
            {profile.values
              .map(({ path: key, value }) => `${wordFor(words.labels, key)} ${written(value, words)}`)
              .join(isChinese ? '；' : ' · ')}
          </p>
        </>
      )}
    </>
  );
}

function written(value: unknown, words: Words): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const options = Array.isArray(value) ? value : [value];
  return options.map((option) => optionWords(String(option), words)).join(', ');
}
