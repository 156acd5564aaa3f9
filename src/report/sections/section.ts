import type { RunResult } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';
import type { Draw } from '../charts/chart.ts';
import type { Content } from '../page/markup.ts';
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
  /** Read by few, or no more than what is elsewhere on the page: closed until it is asked for. */
  readonly folded?: (context: PageContext) => boolean;
  /** On paper only where all is asked for. */
  readonly inDepth?: true;
  body(context: PageContext): Content;
}
