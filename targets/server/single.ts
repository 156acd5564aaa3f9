import type { ServerConfig } from '../../src/model/platform/programs.ts';
import { instanceNumberVariable } from '../app/instance-seed.ts';
import { announceReady, onStop } from '../program.ts';
import { serve } from './serve.ts';

export async function startSingle(config: ServerConfig): Promise<void> {
  process.env[instanceNumberVariable] ??= '1';
  keepStdoutForReadyLine();
  const { server, url } = await serve(config);
  onStop(() => {
    server.close();
    server.closeAllConnections();
  });
  announceReadyOn(url);
}

const writeToStdout = process.stdout.write.bind(process.stdout);

/** Whatever a handler prints goes to stderr: on stdout is the ready line and nothing else. */
function keepStdoutForReadyLine(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

function announceReadyOn(url: string): void {
  const redirected = process.stdout.write;
  process.stdout.write = writeToStdout;
  announceReady(url);
  process.stdout.write = redirected;
}
