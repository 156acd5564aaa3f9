/** Stops all of an environment's processes, and lets them go on. Both may be called at any time, also after their end. */
export interface Freezer {
  freeze(): void;
  thaw(): void;
}

export const together = (freezers: readonly (Freezer | undefined)[]): Freezer => ({
  freeze: () => {
    for (const freezer of freezers) freezer?.freeze();
  },
  thaw: () => {
    for (const freezer of freezers) freezer?.thaw();
  },
});

/**
 * By signals to a process group. What has left the group is not reached. SIGKILL ends a stopped process, so a platform that is killed
 * leaves nothing stopped behind.
 */
export const signalFreezer = (signal: (name: 'SIGSTOP' | 'SIGCONT') => void): Freezer => ({
  freeze: () => signal('SIGSTOP'),
  thaw: () => signal('SIGCONT'),
});
