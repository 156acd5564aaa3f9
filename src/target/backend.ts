import { request } from 'undici';
import type { BackendConfig, BackendStats } from '../model/programs.ts';
import { startProgram } from './program.ts';

/** The slow service that the calls of one target wait for. */
export interface Backend extends AsyncDisposable {
  readonly url: string;
  stats(): Promise<BackendStats>;
}

export async function startBackend(largestBurst: number, signal: AbortSignal): Promise<Backend> {
  const config: BackendConfig = { host: '127.0.0.1', port: 0, backlog: Math.max(1024, 2 * largestBurst) };
  const program = await startProgram({ name: 'the backend', program: 'targets/backend/main', config, signal });
  return {
    url: program.url,
    stats: async () => (await (await request(`${program.url}/stats`)).body.json()) as BackendStats,
    [Symbol.asyncDispose]: program.stop,
  };
}
