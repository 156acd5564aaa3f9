import type { EnvironmentProcess } from '../environment/process.ts';
import type { ForkServer } from './fork-server.ts';

/** What a process of an environment goes on from. */
export type TakenSnapshot = { readonly directory: string; readonly sizeMb: number } & (
  | { readonly kind: 'file'; readonly file: string }
  /** `variables`: of the process that forks. */
  | { readonly kind: 'fork'; readonly forks: ForkServer; readonly variables: Readonly<Record<string, string>> }
);

/** The process that initializes the function. */
export interface SnapshotProcess {
  readonly process: EnvironmentProcess;
  readonly variables: Readonly<Record<string, string>>;
}

/** Where a snapshot is written to that is a file. */
export interface SnapshotFiles {
  readonly file: string;
  readonly errorFile: string;
}
