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
    themes: {
      calls: 'Calls, from start to answer',
      retries: 'Retries, timeouts and hedges',
      balancing: 'Balancing and discovery',
      overload: 'Overload and isolation',
    },
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
    themes: {
      calls: '一次调用的始末',
      retries: '重试、超时与对冲',
      balancing: '负载均衡与服务发现',
      overload: '过载与隔离',
    },
    isOpen: '已打开',
    sources: '出处',
    close: '关闭',
  },
});
