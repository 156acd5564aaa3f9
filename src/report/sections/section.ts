import type { RunResult, TargetResult } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';
import type { Draw } from '../charts/chart.ts';
import type { Scope } from '../figures/figure.ts';
import { targetClass } from '../page/color.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import type { Notable } from '../selection/selection.ts';

/** What every part of the page is made from. */
export interface PageContext {
  readonly result: RunResult;
  readonly samples: readonly Sample[];
  /** Absent if the samples are all. */
  readonly notable?: Notable;
  readonly draw: Draw;
}

/** A part of the page with its place in the table of contents. Nothing if the run has nothing to show in it. */
export interface Section {
  readonly id: string;
  /** In the table of contents. */
  readonly label: string;
  readonly title: string;
  body(context: PageContext): Content;
}

export const targetScope = (target: TargetResult): Scope<TargetResult> => ({
  path: `targets.${target.name}`,
  of: target,
});

/** The place of a target in the run, from which it has its colour everywhere. */
export const indexOfTarget = ({ targets }: RunResult, name: string): number =>
  targets.findIndex((target) => target.name === name);

/** A target's name with its colour beside it. */
export const targetName = (result: RunResult, name: string): Markup =>
  html`<span class="target ${targetClass(indexOfTarget(result, name))}">${name}</span>`;

/** A drawing or table that may be wider than the page: it scrolls by itself, with a keyboard too. */
export const scrolling = (label: string, content: Content): Markup =>
  html`<div class="scroll" role="group" tabindex="0" aria-label="${label}">${content}</div>`;
