import type { Sample } from '../../../model/sample.ts';
import type { Part } from '../../../stats/service-time-parts.ts';
import type { Rank } from './ranked.ts';

export interface Bar {
  readonly row: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: readonly Part[];
  /** More than 1: so close together that they are drawn as one, without parts. */
  readonly requests: number;
  readonly failed: number;
  readonly coldStarts: number;
  readonly rank: Rank;
  readonly sample: Sample;
}
