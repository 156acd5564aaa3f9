import { type NumberPath, numberAt } from '../../model/number-path.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { absent, type Format } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';

/** A part of the result, and where in `result.json` it is. */
export interface Scope<T extends object> {
  /** Such as `targets.lambda`. */
  readonly path: string;
  readonly of: T;
}

export const targetScope = (target: TargetResult): Scope<TargetResult> => ({
  path: `targets.${target.name}`,
  of: target,
});

/**
 * A number of the result as text, carrying its metric and raw value: what the page shows can be traced to `result.json`.
 * The value is read from the path that it is labeled with, so the two cannot differ.
 */
export function figure<T extends object>(
  { path: prefix, of }: Scope<T>,
  path: NumberPath<T>,
  format: Format,
  whyAbsent = 'not measured',
): Markup {
  const value = numberAt(of, path);
  if (value === undefined) return nothing(whyAbsent);
  return html`<data class="figure" value="${value}" data-metric="${prefix}.${path}" data-value="${value}" title="${prefix}.${path} = ${value}">${format(value)}</data>`;
}

export const nothing = (why: string): Markup =>
  html`<span class="absent" title="${why}">${absent}<span class="unseen"> (${why})</span></span>`;

/** A number that is of the samples, not of the result: shown with its unit, copied as it is. */
export const cell = (value: number | undefined, format: Format): Markup =>
  value === undefined
    ? html`<span class="absent">${absent}</span>`
    : html`<data value="${value}">${format(value)}</data>`;

/** A number that the page worked out of others, with the formula. */
export const derived = (value: number, format: Format, formula: string): Markup =>
  html`<data class="figure" value="${value}" title="${formula}">${format(value)}</data>`;
