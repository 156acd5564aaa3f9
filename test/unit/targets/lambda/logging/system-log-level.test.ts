import { expect, it } from 'vitest';
import { isLogged, systemLogLevels } from '../../../../../targets/lambda/logging/system-log-level.ts';

/** The table "System log level event mapping" of the developer guide: the level of each event. */
it.each([
  ['initStart', {}, 'INFO'],
  ['initRuntimeDone', { status: 'success' }, 'DEBUG'],
  ['initRuntimeDone', { status: 'error' }, 'WARN'],
  ['initReport', { status: 'success', initializationType: 'on-demand' }, 'DEBUG'],
  ['initReport', { status: 'success', initializationType: 'provisioned-concurrency' }, 'INFO'],
  ['initReport', { status: 'timeout', initializationType: 'on-demand' }, 'WARN'],
  ['start', {}, 'INFO'],
  ['runtimeDone', { status: 'success' }, 'DEBUG'],
  ['runtimeDone', { status: 'timeout' }, 'WARN'],
  ['report', { status: 'success' }, 'INFO'],
  ['report', { status: 'error' }, 'WARN'],
  ['extension', { state: 'Ready' }, 'INFO'],
  ['extension', { state: 'LaunchError', errorType: 'PermissionDenied' }, 'WARN'],
])('%s with %j is %s: in logs of that level and of more detailed ones', (type, record, level) => {
  const event = { time: '2026-11-21T14:03:59.123Z', type: `platform.${type}`, record };
  const expected = { DEBUG: ['DEBUG'], INFO: ['DEBUG', 'INFO'], WARN: ['DEBUG', 'INFO', 'WARN'] }[level];
  expect(systemLogLevels.filter((least) => isLogged(event, least))).toEqual(expected);
});
