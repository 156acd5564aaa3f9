import { basename, delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventSource } from '../../../src/model/http/event-source.ts';
import { optional } from '../../../src/model/optional.ts';
import type { CodePackage } from '../../../src/model/platform/lambda.ts';
import type { HandlerRef, ServerConfig } from '../../../src/model/platform/programs.ts';
import type { Launch } from './launch.ts';
import { versionOf } from './version-of.ts';

/** CommonJS: everything in it delays every cold start. */
const bootstrap = join(dirname(fileURLToPath(import.meta.url)), 'node', 'bootstrap.cjs');

const snapshotProgram = join(dirname(bootstrap), 'build-snapshot.cjs');

/** The twin: it serves a handler over HTTP. It reads its configuration from stdin, and ends when that does. */
const serverProgram = join(dirname(fileURLToPath(import.meta.url)), '../../server/main.js');
const serverBacklog = 4096;

export interface NodeCode extends CodePackage {
  readonly handler: HandlerRef;
  readonly node?: string;
}

export function nodeLaunch({ handler, node = process.execPath, ...pack }: NodeCode): Launch {
  const { file, export: name } = handler;
  const { taskRoot = dirname(file), handlerName = `${basename(file, extname(file))}.${name}`, options = [] } = pack;
  return {
    command: [node, ...options, bootstrap, file, name],
    file,
    httpServer: (event) => ({
      command: [process.execPath, serverProgram],
      stdin: `${JSON.stringify(twin(handler, event))}\n`,
    }),
    ...{ directory: taskRoot, taskRoot, handlerName, runtimeDirectory: dirname(bootstrap) },
    snapshot: {
      kind: 'file',
      build: (blob, error) => [node, '--snapshot-blob', blob, '--build-snapshot', snapshotProgram, file, name, error],
      start: (blob) => [node, '--snapshot-blob', blob],
    },
    ...nodeVersion(node, dirname(bootstrap)),
  };
}

const twin = (handler: HandlerRef, event: EventSource | undefined): ServerConfig => ({
  ...{ handler, processes: 1, host: '127.0.0.1', port: 0, backlog: serverBacklog },
  ...{ environment: {}, isForwardedTo: true },
  ...optional('event', event),
});

/** What depends on the version of Node. Source of `NODE_PATH`: "Defined runtime environment variables". */
export function nodeVersion(
  node: string,
  runtimeDirectory: string,
): Pick<Launch, 'binary' | 'executionEnvironment' | 'runtimeVersion' | 'searchVariables'> {
  const version = node === process.execPath ? process.versions.node : versionOf(node, nodePrintsVersion);
  const [major] = version.split('.');
  return {
    ...{ binary: node, executionEnvironment: `AWS_Lambda_nodejs${major}.x`, runtimeVersion: `nodejs:${version}` },
    searchVariables: (opt) => ({
      NODE_PATH: [
        `${opt}/nodejs/node${major}/node_modules`,
        `${opt}/nodejs/node_modules`,
        `${runtimeDirectory}/node_modules`,
      ].join(delimiter),
    }),
  };
}

const nodePrintsVersion = ['-p', 'process.versions.node'];
