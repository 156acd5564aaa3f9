import type { Block } from '../protocol/messages.ts';

/** Blocks of one worker: they overtake each other where one was refused, and come twice where an acknowledgment was lost. */
export class BlocksInOrder {
  private readonly early = new Map<number, Block>();
  private next = 0;

  /** @returns those that can go on now */
  *add(block: Block): Generator<Block> {
    if (block.sequence < this.next) return;
    this.early.set(block.sequence, block);
    for (let ready = this.early.get(this.next); ready !== undefined; ready = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.next += 1;
      yield ready;
    }
  }

  /** Those that wait for one that will not come. */
  *rest(): Generator<Block> {
    const sequences = [...this.early.keys()].sort((a, b) => a - b);
    for (const sequence of sequences) {
      const block = this.early.get(sequence);
      this.early.delete(sequence);
      this.next = sequence + 1;
      if (block !== undefined) yield block;
    }
  }
}
