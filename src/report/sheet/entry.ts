/** A line for a person to fill in, and what belongs there. */
interface Blank {
  readonly fill: string;
}

/** A figure, and the metrics or the formula that it is of. */
export interface Traced {
  readonly text: string;
  readonly metric: string;
}

export type Entry = string | Blank | Traced;

export type SheetColumn = string | { readonly label: string; readonly align: 'left' };

export interface SheetBlock {
  readonly heading: string;
  readonly note?: string;
  /** Texts are to the left, numbers to the right. */
  readonly columns?: readonly SheetColumn[];
  /** Beneath columns; without columns a label and what belongs to it. */
  readonly rows: readonly (readonly Entry[])[];
}

export const textColumn = (label: string): SheetColumn => ({ label, align: 'left' });

export const blank = (fill: string): Blank => ({ fill });

export const traced = (text: string, metric: string, spread?: string): Traced => ({
  text: spread === undefined ? text : `${text} (${spread})`,
  metric,
});
