import { presets } from 'virtual:presets';
import { storyText } from '../i18n/story.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { IconButton } from '../ui/Button.tsx';
import styles from './story.module.css';

export function StoryCard() {
  const text = useText(storyText);
  const presetId = usePage((state) => state.presetId);
  const step = usePage((state) => state.storyStep);
  const language = usePage((state) => (state.language === 'en' ? 'en' : 'zh'));
  const patch = usePage((state) => state.patch);
  const preset = presets.find(({ id }) => id === presetId);
  const shown = preset?.steps[step];
  if (!preset || !shown) return null;
  return (
    <aside className={styles.card} aria-label={text.story}>
      <span>{text.stepOf(step + 1, preset.steps.length)}</span>
      <IconButton
        icon="chevron-left"
        label={text.previous}
        onClick={() => patch({ storyStep: Math.max(0, step - 1) })}
      />
      <IconButton
        icon="chevron-right"
        label={text.next}
        onClick={() => patch({ storyStep: Math.min(preset.steps.length - 1, step + 1) })}
      />
      <h2>{shown.title[language]}</h2>
      <p>{shown.text[language]}</p>
    </aside>
  );
}
