import { UserError } from '../../../src/model/errors.ts';
import { parseScenario } from '../../../src/scenario/reading/parse.ts';

/** A good scenario of nine lines, in which a test replaces one. */
export const goodLines = [
  'name: good',
  'question: Does it work?',
  'workload: { kind: builtin, call: { ioMs: 100 } }',
  'targets:',
  '  - { name: lambda, kind: local-lambda }',
  '  - { name: server, kind: node-server }',
  'load:',
  '  - { name: burst, kind: burst, size: 10 }',
  '  - { name: calls, kind: sequential, requests: 2 }',
] as const;

/** The good scenario with other lines in place of some, by line number from 1, and lines added at its end. */
export const scenarioText = (replaced: Readonly<Record<number, string>> = {}, ...added: readonly string[]): string =>
  [...goodLines.map((line, index) => replaced[index + 1] ?? line), ...added].join('\n');

/** The lines of the message with which a text is refused. */
export function complaintsOf(text: string, overrides: readonly string[] = []): string[] {
  try {
    parseScenario(text, { file: 'x.yaml', overrides });
  } catch (error) {
    if (error instanceof UserError && error.code === 'scenario-invalid') return error.message.split('\n');
    throw error;
  }
  return [];
}
