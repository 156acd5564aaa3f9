/** Numbers in 8 bytes each, as many as come. */
export class GrowingNumbers {
  private values = new Float64Array(1024);
  private length = 0;

  get count(): number {
    return this.length;
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  /** Ascending. The numbers themselves are sorted. */
  sorted(): Float64Array {
    return this.values.subarray(0, this.length).sort();
  }
}
