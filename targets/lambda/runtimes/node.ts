import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HandlerRef } from '../../../src/model/programs.ts';
import type { Launch } from './launch.ts';
import { versionOf } from './version-of.ts';

/** CommonJS, beside this folder: everything in it delays every cold start. */
const bootstrap = join(dirname(fileURLToPath(import.meta.url)), '..', 'bootstrap.cjs');

export interface NodeCode {
  readonly handler: HandlerRef;
  readonly node?: string;
}

/** Our own lean runtime. */
export function nodeLaunch({ handler, node = process.execPath }: NodeCode): Launch {
  const { file, export: name } = handler;
  const taskRoot = dirname(file);
  return {
    command: [node, bootstrap, file, name],
    ...{ directory: taskRoot, taskRoot, runtimeDirectory: dirname(bootstrap) },
    handlerName: `${basename(file, extname(file))}.${name}`,
    ...nodeVersion(node),
  };
}

export function nodeVersion(node: string): Pick<Launch, 'executionEnvironment' | 'runtimeVersion'> {
  const version = node === process.execPath ? process.versions.node : versionOf(node, nodePrintsVersion);
  return { executionEnvironment: `AWS_Lambda_nodejs${version.split('.')[0]}.x`, runtimeVersion: `nodejs:${version}` };
}

const nodePrintsVersion = ['-p', 'process.versions.node'];
