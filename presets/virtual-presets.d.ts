/** The presets as the build has checked them: an index that is small, and one document each, loaded when it is opened. */
declare module 'virtual:presets' {
  /** Sorted as a gallery shows them. */
  export const presets: readonly Preset[];

  export interface Preset {
    /** Name of its file: "retry-storm". */
    readonly id: string;
    /** The group of the gallery that it stands in. */
    readonly theme: Theme;
    readonly title: Words;
    readonly summary: Words;
    readonly steps: readonly PresetStep[];
    readonly sources: readonly PresetSource[];
    /** The scenario document, a fresh copy each time. */
    load(): Promise<Record<string, unknown>>;
  }

  export type Theme = 'calls' | 'retries' | 'balancing' | 'caching' | 'overload' | 'isolation';

  export interface Words {
    readonly en: string;
    readonly zh: string;
  }

  export interface PresetStep {
    /** At most 40 characters. */
    readonly title: Words;
    /** At most 110 characters in English, 45 in Chinese. */
    readonly text: Words;
    /** Simulated time the step is about. */
    readonly atMs?: number;
    /** An edit offered as a button; `value` null removes what is there. */
    readonly try?: { readonly path: string; readonly value: unknown };
    readonly done?: PresetCondition;
  }

  /**
   * Whether the reader has made the phenomenon happen: a comparison with one metric of the result's summary, or, with
   * `withinMs`, with that metric in every whole window of that stretch (a window without a value does not count).
   */
  export interface PresetCondition {
    /** "system", "workloads.shoppers", "services.orders", "links.web->orders" … */
    readonly scope: string;
    /** As results name it: "artMs", "phases.queueMs", "availability" … */
    readonly metric: string;
    readonly op: '<' | '>';
    readonly value: number;
    /** From and to, simulated. */
    readonly withinMs?: readonly [number, number];
  }

  export interface PresetSource {
    readonly author: string;
    readonly title: string;
    readonly year: number;
    readonly url?: string;
  }
}
