import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LambdaCode } from '../../../src/model/lambda.ts';

/** How an environment of some code is started. */
export interface Launch {
  readonly command: readonly string[];
  /** Where it runs. */
  readonly directory: string;
  /** `AWS_EXECUTION_ENV`; absent for executables of the function's own. */
  readonly executionEnvironment?: string;
  /** `_HANDLER` */
  readonly handlerName: string;
  readonly taskRoot: string;
  readonly runtimeDirectory: string;
}

const bootstrap = join(dirname(fileURLToPath(import.meta.url)), '..', 'bootstrap.cjs');

export function launchOf(code: LambdaCode): Launch {
  if (code.kind !== 'node') throw new Error(`no runtime for ${code.kind}`);
  const { file, export: name } = code.handler;
  const directory = dirname(file);
  return {
    command: [code.node ?? process.execPath, bootstrap, file, name],
    directory,
    executionEnvironment: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    handlerName: `${basename(file, extname(file))}.${name}`,
    taskRoot: directory,
    runtimeDirectory: dirname(bootstrap),
  };
}
