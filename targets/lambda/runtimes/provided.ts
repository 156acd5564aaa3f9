import { dirname } from 'node:path';
import type { Launch } from './launch.ts';

export interface ProvidedCode {
  readonly bootstrap: string;
  readonly handler: string;
}

/** An executable that speaks the Runtime API by itself. */
export function providedLaunch({ bootstrap, handler }: ProvidedCode): Launch {
  const taskRoot = dirname(bootstrap);
  return {
    command: [bootstrap],
    ...{ directory: taskRoot, taskRoot, runtimeDirectory: taskRoot },
    handlerName: handler,
    runtimeVersion: 'provided',
  };
}
