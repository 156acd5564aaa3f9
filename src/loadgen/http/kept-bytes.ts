const none = Buffer.alloc(0);

/**
 * The beginning of something long. Copied as it comes: slices would keep every buffer alive that a byte of theirs came
 * in, and an answer in chunks of one byte would need hundreds of times its size.
 */
export class KeptBytes {
  private readonly limit: number;
  private buffer = none;
  private length = 0;
  private isCut = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(bytes: Buffer): void {
    const taken = Math.min(bytes.length, this.limit - this.length);
    if (taken < bytes.length) this.isCut = true;
    if (taken <= 0) return;
    this.reserve(this.length + taken);
    bytes.copy(this.buffer, this.length, 0, taken);
    this.length += taken;
  }

  body(): { readonly body: Buffer; readonly isBodyCut: boolean } {
    return { body: this.buffer.subarray(0, this.length), isBodyCut: this.isCut };
  }

  /** At least doubles, so that n bytes are copied O(n) times however they come. */
  private reserve(length: number): void {
    if (length <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.min(this.limit, Math.max(length, 2 * this.buffer.length)));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
