import type { PackageSize } from '../../model/platform/package-size.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import type { StudyCellSpec } from '../../scenario/study/cells.ts';
import type { PlannedRun } from '../../scenario/study/plan.ts';
import type { Study } from '../../scenario/study/study.ts';

export interface StudyContext {
  readonly study: Study;
  readonly cells: readonly StudyCellSpec[];
  /** Folder of the study, for logs. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
}

/** How a kind of protocol is performed. Disposing it stops everything that it started. */
export interface OpenProtocol extends AsyncDisposable {
  /** Cells that cannot run here, with the reason. Their runs are skipped. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** Of the functions of cells, by id. */
  readonly packages: ReadonlyMap<string, PackageSize>;
  /** Whether environments have the CPU share of their memory size; absent where there are none on this machine. */
  readonly enforcesCpu?: boolean;
  /** What a reader has to know about the figures, after all runs. */
  notes(): readonly string[];
  /**
   * Whether this run may begin beside those under way, of which none is of the same cell. Absent: one run at a time.
   */
  mayBegin?(planned: PlannedRun, cell: StudyCellSpec, underWay: readonly StudyCellSpec[]): boolean;
  /**
   * Performs one run, and records each of its samples as soon as it is complete. A call that fails is a sample with an error, too, so that a
   * run always has as many samples as the protocol says. Only an abort leaves some out.
   */
  run(planned: PlannedRun, cell: StudyCellSpec, record: (sample: StudySample) => void): Promise<void>;
}
