import { realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { optional } from '../../../src/model/optional.ts';
import type { FileView } from '../../../src/model/platform/lambda.ts';
import { makeMountNamespace } from './mount-namespace.ts';
import { isInside, type Mount } from './mounts.ts';

export interface FileSystemRequest {
  readonly taskRoot: string;
  readonly isTaskRootReadOnly: boolean;
  /** A folder with all that is to be seen at /opt. Absent: no layers. */
  readonly layers: string | undefined;
  /** What an environment needs besides: programs, runtimes. */
  readonly needed: readonly string[];
}

export interface FileSystem extends FileView, Disposable {
  /** In front of the command of an environment, which begins in the root folder then. Absent: it is started as it is. */
  readonly enter?: readonly string[];
  /** Where layers are: /opt, or a folder of their own that search paths name. */
  readonly opt: string;
  /** For each thing that was asked for and cannot be had a sentence. */
  readonly why: readonly string[];
}

const lambdaOpt = '/opt';

/** By mounts that only the function's environments see, as far as this machine allows them. */
export async function openFileSystem(request: FileSystemRequest): Promise<FileSystem> {
  const { taskRoot, isTaskRootReadOnly, layers } = request;
  const wanted = [
    ...(layers === undefined ? [] : [{ source: layers, at: lambdaOpt, refused: whyNoOpt(request) }]),
    ...(isTaskRootReadOnly ? [{ source: taskRoot, at: taskRoot, refused: whyWritable(taskRoot) }] : []),
  ];
  const mounts = wanted.filter(({ refused }) => refused === undefined);
  const made = await firstPossible(mounts);
  const isMounted = (at: string) => made.mounts.some((mount) => mount.at === at);
  const sentence: Readonly<Record<string, string>> = {
    [lambdaOpt]: `layers are found by search paths`,
    [taskRoot]: writable(taskRoot),
  };
  return {
    ...optional('enter', made.enter),
    opt: layers === undefined || isMounted(lambdaOpt) ? lambdaOpt : layers,
    taskRoot: isMounted(taskRoot) ? 'read-only' : 'writable',
    ...(layers !== undefined && { layers: isMounted(lambdaOpt) ? ('mounted' as const) : ('search-paths' as const) }),
    why: wanted.flatMap(({ at, refused = made.why }) => (isMounted(at) ? [] : [`${sentence[at]}: ${refused}`])),
    [Symbol.dispose]: made.close,
  };
}

const writable = (taskRoot: string): string => `the task root ${taskRoot} is writable, which it is not in Lambda`;

interface Made {
  readonly mounts: readonly Mount[];
  readonly enter?: readonly string[];
  readonly why: string;
  close(): void;
}

/** All of them, else each alone: one folder may be of a kind that cannot be mounted. */
async function firstPossible(mounts: readonly Mount[]): Promise<Made> {
  const attempts = mounts.length > 1 ? [mounts, ...mounts.map((mount) => [mount])] : [mounts];
  let why = '';
  for (const attempt of attempts) {
    if (attempt.length === 0) break;
    const made = await makeMountNamespace(attempt);
    if (typeof made !== 'string')
      return { mounts: attempt, enter: made.enter, why, close: () => made[Symbol.dispose]() };
    why = made;
  }
  return { mounts: [], why, close: () => {} };
}

/** What is below /opt on this machine is not seen any more where layers are mounted there. */
function whyNoOpt({ taskRoot, needed }: FileSystemRequest): string | undefined {
  if (statSync(lambdaOpt, { throwIfNoEntry: false })?.isDirectory() !== true) return `this machine has no ${lambdaOpt}`;
  const hidden = [taskRoot, tmpdir(), ...needed].find((path) => isInside(real(path), lambdaOpt));
  return hidden === undefined ? undefined : `${hidden} is below ${lambdaOpt}`;
}

/** An environment must be able to write its temporary files. */
const whyWritable = (taskRoot: string): string | undefined =>
  isInside(real(tmpdir()), real(taskRoot)) ? `the folder for temporary files, ${tmpdir()}, is inside of it` : undefined;

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Whoever needs it will say that it is not there.
    return path;
  }
}
