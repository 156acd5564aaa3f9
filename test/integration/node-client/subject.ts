import { spawnSync } from 'node:child_process';
import { optional } from '../../../src/model/optional.ts';
import { type ClientName, clientOf } from './functions.ts';
import type { Subject } from './observe.ts';

export interface SubjectUnderTest extends Subject {
  readonly client: ClientName;
  /** What is seen is written down, not compared. */
  readonly isRecorded: boolean;
}

/**
 * Our own runtime on the Node at hand; `scripts/official-runtime.mjs` names another Node, and where AWS's client is installed that is to
 * run in its place.
 */
export function subjectUnderTest(): SubjectUnderTest {
  const { ROLLCALL_SUITE_NODE: node, ROLLCALL_SUITE_CLIENT: directory, ROLLCALL_SUITE_RECORD: record } = process.env;
  return {
    runtime: directory === undefined ? 'node' : 'node-ric',
    client: clientOf(node === undefined ? process.version : versionOf(node)),
    isRecorded: record !== undefined,
    ...optional('node', node),
    ...optional('directory', directory),
  };
}

const versionOf = (node: string): string => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout;
