import { basename, delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LambdaCode } from '../../../src/model/lambda.ts';
import type { HandlerRef } from '../../../src/model/programs.ts';

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
  /** What the runtime needs besides what every environment is told. */
  readonly variables?: Readonly<Record<string, string>>;
}

const runtimes = dirname(fileURLToPath(import.meta.url));
/** CommonJS, beside this folder: everything in it delays every cold start. */
const nodeBootstrap = join(runtimes, '..', 'bootstrap.cjs');
const pythonBootstrap = join(runtimes, 'bootstrap.py');

export const launchOf = (code: LambdaCode): Launch => launchers[code.kind](code as never);

const launchers: { [K in LambdaCode['kind']]: (code: Extract<LambdaCode, { kind: K }>) => Launch } = {
  node: ({ handler, node = process.execPath }) => ({
    command: [node, nodeBootstrap, handler.file, handler.export],
    ...nodePlace(handler),
  }),
  // It finds the handler by its name below the task root, as in the service.
  'node-ric': ({ handler, node = process.execPath }) => {
    const place = nodePlace(handler);
    const client = join(place.taskRoot, 'node_modules', 'aws-lambda-ric', 'index.mjs');
    return { command: [node, client, place.handlerName], ...place };
  },
  python: ({ file, function: name, python = 'python3' }) => {
    const taskRoot = dirname(file);
    return {
      command: [python, '-u', pythonBootstrap, file, name],
      ...{ directory: taskRoot, taskRoot, runtimeDirectory: runtimes },
      handlerName: `${stemOf(file)}.${name}`,
      // Lambda's own runtimes, too, name the task root here.
      variables: { PYTHONPATH: [taskRoot, runtimes].join(delimiter) },
      executionEnvironment: 'AWS_Lambda_python3',
    };
  },
  provided: ({ bootstrap, handler }) => {
    const taskRoot = dirname(bootstrap);
    const place = { directory: taskRoot, taskRoot, runtimeDirectory: taskRoot };
    return { command: [bootstrap], ...place, handlerName: handler };
  },
};

function nodePlace({ file, export: name }: HandlerRef) {
  const taskRoot = dirname(file);
  return {
    ...{ directory: taskRoot, taskRoot, runtimeDirectory: dirname(nodeBootstrap) },
    executionEnvironment: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    handlerName: `${stemOf(file)}.${name}`,
  };
}

const stemOf = (file: string): string => basename(file, extname(file));
