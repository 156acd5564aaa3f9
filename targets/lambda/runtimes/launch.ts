import type { EventSource } from '../../../src/model/http/event-source.ts';
import type { SnapshotWay } from '../snapshot/snapshot-way.ts';

export interface Launch {
  readonly command: readonly string[];
  /** The file that has the handler, or the executable. */
  readonly file: string;
  /** The runtime in the function's configuration. Absent: one of Node, by default. */
  readonly runtimeIdentifier?: string;
  /** Of the language, in Lambda's `/var/lang/bin`. Absent: the function is an executable of its own. */
  readonly binary?: string;
  readonly directory: string;
  /** `AWS_EXECUTION_ENV`; absent for executables of the function's own. */
  readonly executionEnvironment?: string;
  readonly handlerName: string;
  readonly taskRoot: string;
  readonly runtimeDirectory: string;
  /** For INIT_START: `nodejs:22.18.0`, `python:3.12.1`, `provided`. */
  readonly runtimeVersion?: string;
  /** What the runtime needs besides the variables of every environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The search path of its language. `opt`: the folder of the layers. The function's own variables win over it. */
  readonly searchVariables?: (opt: string) => Readonly<Record<string, string>>;
  /** Absent: a function that it has initialized cannot be kept as a snapshot. */
  readonly snapshot?: SnapshotWay;
  /** What serves HTTP in an environment of the model `web`, with requests as events of this kind. Absent: nothing can. */
  readonly httpServer?: (event: EventSource | undefined) => HttpServer;
}

interface HttpServer {
  readonly command: readonly string[];
  readonly stdin: string;
}
