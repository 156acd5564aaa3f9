import type { StudySample } from '../../../model/study/study-sample.ts';

/** A sample that was measured elsewhere, with the levels of its cell. */
export interface ImportedSample extends Pick<StudySample, 'round' | 'start' | 'values' | 'measures'> {
  readonly levels: Readonly<Record<string, string>>;
}

export interface ImportedFile {
  /** Where it comes from, for the report. */
  readonly source: string;
  readonly samples: readonly ImportedSample[];
}
