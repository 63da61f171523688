import { dictionary } from './index.ts';

export const engineText = dictionary({
  en: {
    otherFaults: 'other faults',
    without: (name: string) => `no ${name}`,
    other: (name: string) => `other ${name}`,
  },
  zh: {
    otherFaults: '不同的故障',
    without: (name: string) => `无 ${name}`,
    other: (name: string) => `不同的 ${name}`,
  },
});
