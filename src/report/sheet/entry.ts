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

export interface SheetBlock {
  readonly heading: string;
  readonly note?: string;
  readonly columns?: readonly string[];
  /** Beneath columns; without columns a label and what belongs to it. */
  readonly rows: readonly (readonly Entry[])[];
}

export const blank = (fill: string): Blank => ({ fill });

export const traced = (text: string, metric: string, spread?: string): Traced => ({
  text: spread === undefined ? text : `${text} (${spread})`,
  metric,
});
