import type { LogFinding, LoggedInvocation } from '../../../src/logs/log-finding.ts';
import { LogReader } from '../../../src/logs/log-reader.ts';

/** What a reader finds in a text that is given in these pieces. */
export function readPieces(pieces: readonly string[]): LogFinding[] {
  const findings: LogFinding[] = [];
  const reader = new LogReader((finding) => findings.push(finding));
  for (const piece of pieces) reader.add(piece);
  reader.end();
  return findings;
}

export const readLog = (text: string): LogFinding[] => readPieces([text]);

export const invocationsOf = (findings: readonly LogFinding[]): LoggedInvocation[] =>
  findings.flatMap((finding) => (finding.kind === 'invocation' ? [finding.invocation] : []));
