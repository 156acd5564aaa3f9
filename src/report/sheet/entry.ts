import type { Markup } from '../page/markup.ts';

/** A field for a person to fill in, and what belongs there. */
interface Blank {
  readonly fill: string;
}

/** Where a figure comes from. Stated: by the command, the scenario or AWS. */
type Basis = 'measured' | 'projected' | 'calculated' | 'stated';

/** A figure, and the metrics or the formula behind it. */
export interface Traced {
  readonly text: string;
  readonly metric: string;
  readonly basis: Basis;
}

/** A drawing of what the other cells of the row say in words. Markdown has none. */
interface Drawing {
  readonly drawing: Markup;
}

export type Entry = string | Blank | Traced | Drawing;

export interface SheetColumn {
  readonly label: string;
  readonly align: 'left' | 'right';
  /** Paper has no room for it. */
  readonly isDetail?: true;
  /** Above the drawings of a column: their axis. */
  readonly drawing?: Markup;
}

/** A part of the sheet: a table, or labels with what belongs to each, or a list. */
export type SheetBlock = { readonly heading: string; readonly note?: string } & (
  | {
      readonly kind: 'table';
      readonly columns: readonly (string | SheetColumn)[];
      readonly rows: readonly (readonly Entry[])[];
    }
  | { readonly kind: 'fields'; readonly rows: readonly (readonly [string, Entry])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
);

export const textColumn = (label: string): SheetColumn => ({ label, align: 'left' });

export const blank = (fill: string): Blank => ({ fill });

export const measured = (text: string, metric: string): Traced => ({ text, metric, basis: 'measured' });
export const projected = (text: string, metric: string): Traced => ({ text, metric, basis: 'projected' });
export const calculated = (text: string, metric: string): Traced => ({ text, metric, basis: 'calculated' });
export const stated = (text: string, metric: string): Traced => ({ text, metric, basis: 'stated' });

export const isTraced = (entry: Entry): entry is Traced => typeof entry === 'object' && 'metric' in entry;
