import type { BackendConfig, BackendStats } from '../../model/platform/programs.ts';
import { late, within } from '../helpers/within.ts';
import { startProgram } from './program.ts';

/** The slow service that the calls of one target wait for. */
export interface Backend extends AsyncDisposable {
  readonly url: string;
  /** Resolves when the process has ended, with the reason. */
  readonly ended: Promise<string>;
  /** What it counted, or why it could not be asked. */
  stats(): Promise<BackendStats | { readonly silent: string }>;
}

/** It keeps these figures ready; what takes so long is a process that is stopped. */
const answerWithinMs = 5000;

export async function startBackend(largestBurst: number, signal: AbortSignal): Promise<Backend> {
  const config: BackendConfig = { host: '127.0.0.1', port: 0, backlog: Math.max(1024, 2 * largestBurst) };
  const program = await startProgram({ name: 'the backend', program: 'targets/backend/main', config, signal });
  return {
    url: program.url,
    ended: program.ended,
    stats: () => statsOf(program.url, signal),
    [Symbol.asyncDispose]: program.stop,
  };
}

async function statsOf(url: string, signal: AbortSignal): ReturnType<Backend['stats']> {
  const asking = new AbortController();
  const asked = askStats(url, asking.signal).catch((error: unknown) => ({ silent: wordsOf(error) }));
  const answer = await within(asked, { ms: answerWithinMs, signal });
  asking.abort();
  return answer === late ? { silent: 'it did not answer' } : answer;
}

async function askStats(url: string, signal: AbortSignal): Promise<BackendStats> {
  // Only a few runs ask a backend, and this loads 100 modules.
  const { request } = await import('undici');
  const { body } = await request(`${url}/stats`, { signal });
  return (await body.json()) as BackendStats;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
