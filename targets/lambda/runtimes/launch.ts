import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import { nodeLaunch } from './node.ts';
import { officialNodeLaunch } from './node-ric.ts';
import { providedLaunch } from './provided.ts';
import { pythonLaunch } from './python.ts';

/** How an environment of some code is started. */
export interface Launch {
  readonly command: readonly string[];
  /** Of the language, in Lambda's `/var/lang/bin`. Absent: the function is an executable of its own. */
  readonly binary?: string;
  /** Where it runs. */
  readonly directory: string;
  /** `AWS_EXECUTION_ENV`; absent for executables of the function's own. */
  readonly executionEnvironment?: string;
  /** `_HANDLER` */
  readonly handlerName: string;
  readonly taskRoot: string;
  readonly runtimeDirectory: string;
  /** For INIT_START: `nodejs:22.18.0`, `python:3.12.1`, `provided`. */
  readonly runtimeVersion?: string;
  /** What the runtime needs besides what every environment is told. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The search path of its language. `opt`: the folder of the layers. The function's own variables win over it. */
  readonly libraryPath?: (opt: string) => Readonly<Record<string, string>>;
}

/** @throws the system's error if a named binary cannot be run. */
export const launchOf = (code: LambdaCode): Launch => launchers[code.kind](code as never);

const launchers: { [K in LambdaCode['kind']]: (code: Extract<LambdaCode, { kind: K }>) => Launch } = {
  node: nodeLaunch,
  'node-ric': officialNodeLaunch,
  python: pythonLaunch,
  provided: providedLaunch,
};
