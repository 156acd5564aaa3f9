import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';

const lockName = 'lock';

/**
 * A folder among the temporary ones that nobody removes while we live, and anybody of us after that. Its lock is a socket that listens in it: the
 * kernel closes it with its process, however that ends, and it can be asked from any container that shares the folder. A process
 * number could not: it means another process, or none, in each of them.
 */
export class ScratchFolder implements AsyncDisposable {
  readonly path: string;
  readonly #lock: Server;

  /**
   * Removes what others of the same kind have left, when they were killed.
   * @throws {UserError} `no-scratch`
   */
  static async open(kind: 'environments' | 'functions' | 'layers' | 'commands'): Promise<ScratchFolder> {
    const prefix = `rollcall-${kind}-${await bootId()}-`;
    await removeOrphans(prefix);
    const path = await mkdtemp(join(tmpdir(), prefix)).catch((cause: Error) => {
      const hint = 'make room there, or set TMPDIR to a folder that can be written';
      throw new UserError('no-scratch', `no folder can be made in ${tmpdir()}: ${cause.message}`, { hint, cause });
    });
    return new ScratchFolder(path, await listening(join(path, lockName)));
  }

  private constructor(path: string, lock: Server) {
    this.path = path;
    this.#lock = lock;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    this.#lock.close();
  }
}

/** Folders of another boot, or of another machine that shares them, have locks that cannot be asked here: they stay. */
async function bootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}

/**
 * The lock gets its name once it listens: a socket that is bound and does not listen yet refuses connections as one of the dead does.
 * A path that is too long for a socket leaves the folder without a lock: then nobody else removes it.
 */
function listening(path: string): Promise<Server> {
  const server = createServer((asking) => asking.destroy());
  const boundPath = `${path}-`;
  return new Promise((resolve) => {
    server.once('error', () => resolve(server));
    server.listen(boundPath, () => {
      renameSync(boundPath, path);
      resolve(server);
    });
    server.unref();
  });
}

async function removeOrphans(prefix: string): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  await Promise.all(
    names.map(async (name) => {
      const folder = join(tmpdir(), name);
      if (await isOrphan(join(folder, lockName))) await rm(folder, { recursive: true, force: true }).catch(ifOurs);
    }),
  );
}

/** Only a lock that nobody listens at any more. One that is not there may be about to be, and of another user's nothing is known. */
function isOrphan(lock: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(lock, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  });
}

/** What another user has left is not ours to remove, and what another of us removes at this moment is gone as well. */
function ifOurs(error: NodeJS.ErrnoException): void {
  if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes(error.code ?? '')) throw error;
}
