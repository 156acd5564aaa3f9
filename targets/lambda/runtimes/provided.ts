import { dirname } from 'node:path';
import type { CodePackage } from '../../../src/model/platform/lambda.ts';
import type { Launch } from './launch.ts';

export interface ProvidedCode extends CodePackage {
  readonly bootstrap: string;
}

export function providedLaunch({ bootstrap, ...pack }: ProvidedCode): Launch {
  const { taskRoot = dirname(bootstrap), handlerName = 'bootstrap' } = pack;
  return {
    command: [bootstrap],
    file: bootstrap,
    runtimeIdentifier: 'provided.al2023',
    httpServer: () => ({ command: [bootstrap], stdin: '' }),
    ...{ directory: taskRoot, taskRoot, handlerName, runtimeDirectory: taskRoot },
    runtimeVersion: 'provided',
  };
}
