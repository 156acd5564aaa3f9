import type { LogFinding } from './log-finding.ts';

/**
 * Reads log text piece by piece: lines, log events (one event may hold several lines), chunks cut anywhere.
 */
export class LogReader {
  constructor(take: (finding: LogFinding) => void) {
    void take;
  }

  add(text: string): void {
    void text;
  }

  /** The message of one log event, whole. */
  event(message: string, context: { readonly atEpochMs?: number; readonly stream?: string } = {}): void {
    void message;
    void context;
  }

  end(): void {}
}
