import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  checkExecutable,
  extensionExit,
  extensionVariables,
  externalExtensions,
} from '../../../../../targets/lambda/extensions/external.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-external-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'extensions', 'a-folder'), { recursive: true });
for (const [name, mode] of [
  ['b', 0o755],
  ['a', 0o644],
] as const) {
  writeFileSync(join(folder, 'extensions', name), '#!/bin/sh\n');
  chmodSync(join(folder, 'extensions', name), mode);
}

it('all files of the folder, by their names, at the path at which an environment sees them', () => {
  expect(externalExtensions({ folder, opt: '/opt' })).toEqual(['/opt/extensions/a', '/opt/extensions/b']);
  expect(externalExtensions({ folder, opt: folder })).toEqual([`${folder}/extensions/a`, `${folder}/extensions/b`]);
  expect(externalExtensions({ folder: join(folder, 'none'), opt: '/opt' })).toEqual([]);
  expect(externalExtensions({ folder: undefined, opt: '/opt' })).toEqual([]);
});

it('one that may not be executed is told before it is started', () => {
  expect(() => checkExecutable('/opt/extensions/b', { folder, opt: '/opt' })).not.toThrow();
  expect(() => checkExecutable('/opt/extensions/a', { folder, opt: '/opt' })).toThrow(
    'fork/exec /opt/extensions/a: permission denied',
  );
});

it('what belongs to the runtime is not told to extensions', () => {
  const all = {
    ...{ MINE: '1', PATH: '/bin', AWS_REGION: 'us-east-1', AWS_LAMBDA_RUNTIME_API: 'h:1', AWS_SESSION_TOKEN: 't' },
    ...{ AWS_EXECUTION_ENV: 'x', AWS_LAMBDA_LOG_GROUP_NAME: 'x', AWS_LAMBDA_LOG_STREAM_NAME: 'x', _HANDLER: 'x' },
    ...{ AWS_XRAY_CONTEXT_MISSING: 'x', AWS_XRAY_DAEMON_ADDRESS: 'x', LAMBDA_RUNTIME_DIR: 'x', LAMBDA_TASK_ROOT: 'x' },
  };
  expect(Object.keys(extensionVariables(all))).toEqual([
    ...['MINE', 'PATH', 'AWS_REGION', 'AWS_LAMBDA_RUNTIME_API', 'AWS_SESSION_TOKEN'],
  ]);
});

it('the end of a process in the words for extensions', () => {
  expect(extensionExit('Runtime exited without providing a reason')).toBe('exit code 0');
  expect(extensionExit('Runtime exited with error: exit status 3')).toBe('exit status 3');
  expect(extensionExit('Runtime exited with error: signal: killed')).toBe('signal: killed');
});
