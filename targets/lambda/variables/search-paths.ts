import { delimiter, dirname } from 'node:path';
import type { Launch } from '../runtimes/launch.ts';

export interface PathPlace {
  /** Of the layers: `/opt`, or a folder where nothing can be mounted there. */
  readonly opt: string;
  readonly callerPath: string;
}

/**
 * The search paths that every runtime has. Lambda's come first, with the folder of the runtime's own binary in place of `/var/lang/bin`;
 * the caller's follow, as a program may be installed there only.
 * Source: "Defined runtime environment variables" (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html)
 */
export function searchPaths(launch: SearchedLaunch, { opt, callerPath }: PathPlace): Record<string, string> {
  const { binary, taskRoot, runtimeDirectory } = launch;
  const lambdas = ['/usr/local/bin', '/usr/bin/', '/bin', `${opt}/bin`];
  const libraries = ['/lib64', '/usr/lib64', runtimeDirectory, `${runtimeDirectory}/lib`, taskRoot, `${taskRoot}/lib`];
  return {
    PATH: once([...(binary === undefined ? [] : [dirname(binary)]), ...lambdas, ...callerPath.split(delimiter)]),
    LD_LIBRARY_PATH: [...libraries, `${opt}/lib`].join(delimiter),
  };
}

type SearchedLaunch = Pick<Launch, 'binary' | 'taskRoot' | 'runtimeDirectory'>;

/** Each folder where it is first named. An empty one would stand for the working directory. */
function once(folders: readonly string[]): string {
  const plain = (folder: string) => folder.replace(/(.)\/+$/, '$1');
  const firsts = folders.filter(
    (folder, index) => folders.findIndex((other) => plain(other) === plain(folder)) === index,
  );
  return firsts.filter((folder) => folder !== '').join(delimiter);
}
