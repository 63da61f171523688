import { dictionary } from './dictionary.ts';

/** Words of the story card and of the gallery of presets. */
export const storyText = dictionary({
  en: {
    story: 'Story',
    stepOf: (step: number, count: number) => `${step} of ${count}`,
    previous: 'Previous step',
    next: 'Next step',
    first: 'This is the first step',
    last: 'This is the last step',
    done: 'It has happened',
    try: 'Try it',
    takeBack: 'Take it back',
    gallery: 'Choose a story',
    isOpen: 'open now',
    sources: 'After',
    close: 'Close',
  },
  zh: {
    story: '故事',
    stepOf: (step: number, count: number) => `${step} / ${count}`,
    previous: '上一步',
    next: '下一步',
    first: '这是第一步',
    last: '这是最后一步',
    done: '已经发生',
    try: '试一试',
    takeBack: '改回来',
    gallery: '选择故事',
    isOpen: '已打开',
    sources: '出处',
    close: '关闭',
  },
});
