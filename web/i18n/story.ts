import { dictionary } from './index.ts';

/** Words of the story card and of the gallery of presets. */
export const storyText = dictionary({
  en: {
    story: 'Story',
    stepOf: (step: number, count: number) => `${step} of ${count}`,
    previous: 'Previous step',
    next: 'Next step',
    gallery: 'Choose a story',
    close: 'Close',
  },
  zh: {
    story: '故事',
    stepOf: (step: number, count: number) => `${step} / ${count}`,
    previous: '上一步',
    next: '下一步',
    gallery: '选择故事',
    close: '关闭',
  },
});
