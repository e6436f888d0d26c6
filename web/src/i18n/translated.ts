/** The shape of a translation: every English word has its counterpart, which the compiler counts. */

/** Chinese has one plural form, so the English singulars have no counterpart. */
export type Translated<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string
    ? string
    : T[K] extends string[]
      ? string[]
      : Translated<T[K]>;
};
