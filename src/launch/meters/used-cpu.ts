/** CPU that processes used from one scan to the next. */
export class UsedCpu {
  #before: ReadonlyMap<number, number> = new Map();

  /**
   * One that was not there before has used all that it has. So has one with less than before: another process got its pid.
   * @param own CPU since its start of each process, without that of its children, which would count again when they end
   */
  since(own: ReadonlyMap<number, number>): number {
    let usedMs = 0;
    for (const [pid, cpuMs] of own) {
      const beforeMs = this.#before.get(pid) ?? 0;
      usedMs += cpuMs < beforeMs ? cpuMs : cpuMs - beforeMs;
    }
    this.#before = own;
    return usedMs;
  }
}
