import { dictionary } from './dictionary.ts';

export const engineText = dictionary({
  en: {
    otherFaults: 'other faults',
    otherSteps: 'other steps',
    without: (name: string) => `no ${name}`,
    other: (name: string) => `other ${name}`,
  },
  zh: {
    otherFaults: '不同的故障',
    otherSteps: '不同的步骤',
    without: (name: string) => `无 ${name}`,
    other: (name: string) => `不同的 ${name}`,
  },
});
