import { presets } from 'virtual:presets';
import { storyText } from '../i18n/story.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

export function Gallery() {
  const text = useText(storyText);
  const isOpen = usePage((state) => state.galleryOpen);
  const language = usePage((state) => (state.language === 'en' ? 'en' : 'zh'));
  const patch = usePage((state) => state.patch);
  const openPreset = usePage((state) => state.openPreset);
  if (!isOpen) return null;
  const close = () => patch({ galleryOpen: false });
  return (
    <Dialog title={text.gallery} closeLabel={text.close} onClose={close}>
      {presets.map((preset) => (
        <Button
          key={preset.id}
          onClick={() => {
            openPreset(preset.id);
            close();
          }}
        >
          {preset.title[language]}
        </Button>
      ))}
    </Dialog>
  );
}
