import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodePackage } from '../../../src/model/lambda.ts';
import type { HandlerRef } from '../../../src/model/programs.ts';
import type { Launch } from './launch.ts';
import { versionOf } from './version-of.ts';

/** CommonJS: everything in it delays every cold start. */
const bootstrap = join(dirname(fileURLToPath(import.meta.url)), 'node', 'bootstrap.cjs');

export interface NodeCode extends CodePackage {
  readonly handler: HandlerRef;
  readonly node?: string;
}

/** Our own lean runtime. */
export function nodeLaunch({ handler, node = process.execPath, ...pack }: NodeCode): Launch {
  const { file, export: name } = handler;
  const { taskRoot = dirname(file), handlerName = `${basename(file, extname(file))}.${name}` } = pack;
  return {
    command: [node, bootstrap, file, name],
    ...{ directory: taskRoot, taskRoot, handlerName, runtimeDirectory: dirname(bootstrap) },
    ...nodeVersion(node),
  };
}

export function nodeVersion(node: string): Pick<Launch, 'executionEnvironment' | 'runtimeVersion'> {
  const version = node === process.execPath ? process.versions.node : versionOf(node, nodePrintsVersion);
  return { executionEnvironment: `AWS_Lambda_nodejs${version.split('.')[0]}.x`, runtimeVersion: `nodejs:${version}` };
}

const nodePrintsVersion = ['-p', 'process.versions.node'];
