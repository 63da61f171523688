import { dictionary } from './index.ts';

/** Words of the panel: what is selected, its parameters and its numbers. */
export const panelText = dictionary({
  en: {
    kinds: {
      scenario: 'Scenario',
      service: 'Service',
      instance: 'Instance',
      link: 'Link',
      workload: 'Workload',
      fault: 'Fault',
    },
  },
  zh: {
    kinds: { scenario: '场景', service: '服务', instance: '实例', link: '链路', workload: '工作负载', fault: '故障' },
  },
});
