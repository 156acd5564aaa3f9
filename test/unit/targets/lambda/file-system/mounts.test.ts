import { expect, it } from 'vitest';
import { isInside, mountArguments } from '../../../../../targets/lambda/file-system/mounts.ts';

const mountInfo = [
  '22 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
  '30 22 0:26 / /tmp rw,nosuid,nodev,noatime - tmpfs tmpfs rw',
  '31 22 0:27 / /mnt/my\\040files rw,nosuid,noexec,relatime - tmpfs tmpfs rw',
].join('\n');

it('each folder is bound read-only, and keeps what its mount forbids: a user without rights may not drop that', () => {
  const mounts = [
    { source: '/home/me/fn', at: '/home/me/fn' },
    { source: '/tmp/layers', at: '/opt' },
    { source: '/mnt/my files/a', at: '/mnt/my files/a' },
  ];
  expect(mountArguments(mounts, mountInfo)).toEqual([
    ...['rbind,ro,relatime', '/home/me/fn', '/home/me/fn'],
    ...['rbind,ro,nosuid,nodev,noatime', '/tmp/layers', '/opt'],
    ...['rbind,ro,nosuid,noexec,relatime', '/mnt/my files/a', '/mnt/my files/a'],
  ]);
});

it('a folder whose name only begins as a mount does is not on it', () => {
  expect(mountArguments([{ source: '/tmpfoo', at: '/tmpfoo' }], mountInfo)).toEqual([
    'rbind,ro,relatime',
    '/tmpfoo',
    '/tmpfoo',
  ]);
  expect([
    isInside('/opt/a', '/opt'),
    isInside('/opt', '/opt'),
    isInside('/optional', '/opt'),
    isInside('/a', '/'),
  ]).toEqual([true, true, false, true]);
});
