interface Group<T> {
  /** Every n-th item is kept. */
  every: number;
  seen: number;
  kept: T[];
}

/** A bounded number of what comes: all of it, then of the largest groups every second, fourth, eighth ... one. */
export class EveryNth<T> {
  private readonly most: number;
  private readonly groups = new Map<string, Group<T>>();
  private count = 0;

  constructor(most: number) {
    this.most = most;
  }

  add(name: string, item: T): void {
    const group = this.groups.get(name) ?? { every: 1, seen: 0, kept: [] };
    this.groups.set(name, group);
    if (group.seen % group.every === 0) {
      group.kept.push(item);
      this.count += 1;
    }
    group.seen += 1;
    if (this.count > this.most) this.thin();
  }

  kept(): T[] {
    return [...this.groups.values()].flatMap(({ kept }) => kept);
  }

  private thin(): void {
    const [first, ...rest] = this.groups.values();
    if (first === undefined) return;
    const largest = rest.reduce((most, group) => (group.kept.length > most.kept.length ? group : most), first);
    const before = largest.kept.length;
    largest.every *= 2;
    largest.kept = largest.kept.filter((_, index) => index % 2 === 0);
    this.count -= before - largest.kept.length;
  }
}
