import { textOf } from '../proc-files.ts';

/** A folder that is seen, read-only, at a path: at its own or at another. */
export interface Mount {
  readonly source: string;
  readonly at: string;
}

/** Arguments of mount(8), three for each mount: options, source, place. What is mounted below the source is seen as well. */
export const mountArguments = (mounts: readonly Mount[], mountInfo = textOf('/proc/self/mountinfo')): string[] =>
  mounts.flatMap(({ source, at }) => [['rbind', 'ro', ...keptOptions(source, mountInfo)].join(), source, at]);

/** A user without rights may not drop these from a mount (mount_namespaces(7)), and nobody should by accident. */
const lockedOptions = ['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime'];

function keptOptions(path: string, mountInfo: string): string[] {
  const [nearest] = mountInfo
    .split('\n')
    .flatMap(mountOf)
    .filter(({ mountPoint }) => isInside(path, mountPoint))
    // The longest, and of several at one place the last.
    .toReversed()
    .toSorted((a, b) => b.mountPoint.length - a.mountPoint.length);
  return lockedOptions.filter((option) => nearest?.options.includes(option));
}

/** proc(5), `mountinfo`: `36 35 98:0 /root /mount/point rw,noatime ...`, with blanks as octal escapes. */
function mountOf(line: string): { readonly mountPoint: string; readonly options: readonly string[] }[] {
  const [, , , , mountPoint, options] = line.split(' ');
  if (mountPoint === undefined || options === undefined) return [];
  const unescaped = mountPoint.replace(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return [{ mountPoint: unescaped, options: options.split(',') }];
}

/** Whether a path is a folder or below it; both absolute. */
export const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
