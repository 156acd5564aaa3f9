import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentEvent, ReportEvent, TelemetryEvent } from '../../../../src/model/platform/telemetry.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a fixture answers is known to its test
  readonly body: any;
}

/** The embedded Lambda, wherever it runs. */
export abstract class Lambda implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'rollcall-lambda-'));

  abstract get url(): string;
  abstract get invokeEndpoint(): string;
  /** All environments of the function that its URL runs: the next call finds none. */
  abstract discard(): Promise<void>;
  /** Ends it as whoever started it would, and waits until its records are written. */
  abstract stop(): Promise<void>;

  async call(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  burst(size: number, path: string): Promise<Answer[]> {
    return Promise.all(Array.from({ length: size }, () => this.call(path)));
  }

  /** Complete after `stop`. */
  get log(): string[] {
    return readFileSync(join(this.directory, 'lambda.log'), 'utf8').split('\n').slice(0, -1);
  }

  /** Calls that an environment has been given. */
  get starts(): number {
    return this.log.filter((line) => line.startsWith('START ')).length;
  }

  get reports(): ReportEvent['record'][] {
    return this.#events.flatMap((event) => (event.type === 'platform.report' ? [event.record] : []));
  }

  get environmentEvents(): EnvironmentEvent['record'][] {
    return this.#events.flatMap((event) => (event.type === 'rollcall.environment' ? [event.record] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true });
  }

  get #events(): TelemetryEvent[] {
    const lines = readFileSync(join(this.directory, 'lambda.ndjson'), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as TelemetryEvent);
  }
}
