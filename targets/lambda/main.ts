import type { LambdaConfig } from '../../src/model/programs.ts';
import { announceReady, fail, onStop, readConfig } from '../program.ts';
import { Account } from './account.ts';
import { FunctionUrl } from './function-url.ts';
import { Supervisor } from './supervisor.ts';

const config = readConfig<LambdaConfig>();
try {
  const account = new Account(config, config.memoryMb);
  const supervisor = new Supervisor(config, account);
  const functionUrl = await FunctionUrl.listen({ ...config, invoke: (request) => supervisor.invoke(request) });
  // Whoever started us has gone: there is nobody to be graceful to.
  process.stdin.once('end', () => supervisor.kill());
  onStop(async () => {
    functionUrl.close();
    await supervisor.stop();
    await account.close();
  });
  announceReady(functionUrl.url);
} catch (error) {
  // Only the system's refusals are the configuration's fault: a port in use, a file that cannot be written.
  if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  fail(`the embedded Lambda could not start: ${(error as Error).message}`);
}
