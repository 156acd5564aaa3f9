import type { TelemetryEvent } from '../../../src/model/platform/telemetry.ts';
import type { LoggedConfiguration } from '../settings.ts';
import { Books, type Ledger } from './books.ts';
import { nowIso } from './instants.ts';
import { Journal } from './journal.ts';
import { refusedAnswerRecord } from './json-records.ts';
import { refusedAnswerLine } from './log-lines.ts';

export interface RefusedAnswer {
  readonly requestId: string;
  /** Names the field and its value. */
  readonly reason: string;
  readonly format: 'Text' | 'JSON';
}

export interface FunctionLogFiles {
  readonly logFile: string;
  readonly telemetryFile: string;
}

/** The two records of a function, kept in step: lines for people in the log, events for the measuring side in telemetry. */
export class FunctionLog implements Ledger {
  readonly #log: Journal;
  readonly #telemetry: Journal;

  /** @throws the system's error if a file cannot be opened for writing. */
  constructor({ logFile, telemetryFile }: FunctionLogFiles) {
    this.#log = new Journal(logFile);
    this.#telemetry = new Journal(telemetryFile);
  }

  books(configuration: LoggedConfiguration): Books {
    return new Books(this, configuration);
  }

  printed(line: string): void {
    this.#log.append(line);
  }

  /** What a function answered is not a valid HTTP answer, and its caller got 502. The service logs nothing here. */
  answerRefused({ requestId, reason, format }: RefusedAnswer): void {
    const line = reason.replaceAll(/\s+/g, ' ');
    const isJson = format === 'JSON';
    this.printed(isJson ? refusedAnswerRecord(requestId, line, nowIso()) : refusedAnswerLine(requestId, line));
  }

  recorded(event: TelemetryEvent): void {
    this.#telemetry.append(JSON.stringify(event));
  }

  /** The last event says whether all others are there: without it, the telemetry is not whole. */
  async close(): Promise<void> {
    await this.#log.close();
    const record = { lostEvents: this.#telemetry.lostLines, lostLogLines: this.#log.lostLines };
    this.recorded({ type: 'rollcall.end', time: nowIso(), record });
    await this.#telemetry.close();
  }
}
