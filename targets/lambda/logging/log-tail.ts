/** What the Invoke API gives of an invocation's log. */
const tailBytes = 4096;

export class LogTail {
  #lines: string[] = [];
  #length = 0;

  add(line: string): void {
    this.#lines.push(`${line}\n`);
    this.#length += line.length + 1;
    // A line that prints without end must not fill the memory: a character has one byte at least.
    if (this.#length > 16 * tailBytes) this.#forget();
  }

  get bytes(): Buffer {
    return Buffer.from(Buffer.from(this.#lines.join('')).subarray(-tailBytes));
  }

  #forget(): void {
    const kept = this.#lines.join('').slice(-tailBytes);
    this.#lines = [kept];
    this.#length = kept.length;
  }
}
