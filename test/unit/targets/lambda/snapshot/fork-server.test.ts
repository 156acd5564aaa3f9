import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ForkServer } from '../../../../../targets/lambda/snapshot/fork-server.ts';

/** The other side of the socket: what was asked of it, and what it says. */
function otherSide() {
  const asked: unknown[] = [];
  const control = new Duplex({
    read() {},
    write(text, _, done) {
      asked.push(JSON.parse(String(text)));
      done();
    },
  });
  return { asked, control, says: (message: object) => control.push(`${JSON.stringify(message)}\n`) };
}

describe('ForkServer', () => {
  it('asks for forks by number, with what differs in their variables', () => {
    const { asked, control } = otherSide();
    const forks = new ForkServer(control, process.pid);
    void forks.fork({ TMPDIR: '/a' });
    void forks.fork({ TMPDIR: '/b' });
    expect(asked).toEqual([
      { fork: 1, variables: { TMPDIR: '/a' } },
      { fork: 2, variables: { TMPDIR: '/b' } },
    ]);
  });

  it('a fork that the system refuses: why', async () => {
    const { control, says } = otherSide();
    const forked = new ForkServer(control, process.pid).fork({});
    says({ refused: 1, why: 'Cannot allocate memory' });
    await expect(forked).rejects.toThrow('Cannot allocate memory');
  });

  it('output that cannot be opened: the fork is killed, and the error passes on', async () => {
    const { control, says } = otherSide();
    const forks = new ForkServer(control, process.pid);
    const forked = forks.fork({});
    const killed: number[] = [];
    const { kill } = process;
    process.kill = (pid) => {
      killed.push(pid);
      return true;
    };
    try {
      says({ forked: 1, pid: 4_194_305, output: 9999, errors: 9998 });
      await expect(forked).rejects.toThrow('ENOENT');
      expect(killed).toEqual([4_194_305]);
    } finally {
      process.kill = kill;
    }
  });

  it('when its process has ended, so have its forks, and it makes no more', async () => {
    const { control } = otherSide();
    const forks = new ForkServer(control, process.pid);
    const forked = expect(forks.fork({})).rejects.toThrow('the process that holds its snapshot has ended');
    control.destroy();
    await forked;
    await turn();
    await expect(forks.fork({})).rejects.toThrow('the process that holds its snapshot has ended');
  });
});
