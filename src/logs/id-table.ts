/**
 * Numbers texts without keeping them: about 20 bytes each, whatever their length. Compares 64 bits of their
 * hashes: among ten million texts, two have the same hash with a probability of 3 in a million.
 */
export class IdTable {
  private capacity = 1 << 10;
  private keys = new Uint32Array(2 * this.capacity);
  /** Number of the text plus 1; 0 for an empty slot. */
  private numbers = new Uint32Array(this.capacity);
  size = 0;

  /** The number of this text, from 0 in the order of arrival. Undefined if it is new. */
  find(text: string): number | undefined {
    const slot = this.slotOf(hash(text, seeds.low), hash(text, seeds.high));
    const number = this.numbers[slot] ?? 0;
    return number === 0 ? undefined : number - 1;
  }

  /** @returns whether it is new. */
  add(text: string): boolean {
    const [low, high] = [hash(text, seeds.low), hash(text, seeds.high)];
    const slot = this.slotOf(low, high);
    if (this.numbers[slot] !== 0) return false;
    this.size += 1;
    this.put(slot, low, high, this.size);
    if (this.size * 3 > this.capacity * 2) this.grow();
    return true;
  }

  private slotOf(low: number, high: number): number {
    let slot = low & (this.capacity - 1);
    while (this.numbers[slot] !== 0 && !(this.keys[2 * slot] === low && this.keys[2 * slot + 1] === high))
      slot = (slot + 1) & (this.capacity - 1);
    return slot;
  }

  private put(slot: number, low: number, high: number, number: number): void {
    this.keys[2 * slot] = low;
    this.keys[2 * slot + 1] = high;
    this.numbers[slot] = number;
  }

  private grow(): void {
    const { keys, numbers, capacity } = this;
    this.capacity = 2 * capacity;
    this.keys = new Uint32Array(2 * this.capacity);
    this.numbers = new Uint32Array(this.capacity);
    for (let slot = 0; slot < capacity; slot += 1) {
      const number = numbers[slot] ?? 0;
      if (number === 0) continue;
      const [low, high] = [keys[2 * slot] ?? 0, keys[2 * slot + 1] ?? 0];
      this.put(this.slotOf(low, high), low, high, number);
    }
  }
}

const seeds = { low: 0x811c9dc5, high: 0x9747b28c };

/** FNV-1a over the characters, with the finalizer of MurmurHash3, so that every input bit affects every output bit. */
function hash(text: string, seed: number): number {
  let mixed = seed;
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ text.length, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ seed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
