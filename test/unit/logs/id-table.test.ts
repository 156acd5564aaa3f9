import { describe, expect, test } from 'vitest';
import { IdTable } from '../../../src/logs/id-table.ts';

describe('a table of ids', () => {
  test('numbers 50,000 ids in the order in which they came, through every growth, and knows each again', () => {
    const table = new IdTable();
    const ids = Array.from(
      { length: 50_000 },
      (_, index) => `5b1f0c9e-7a42-4d0e-9f63-${String(index).padStart(12, '0')}`,
    );
    expect(ids.every((id) => table.add(id))).toBe(true);
    expect(ids.some((id) => table.add(id))).toBe(false);
    expect(ids.every((id, index) => table.find(id) === index)).toBe(true);
    expect(table.size).toBe(50_000);
  });

  test('has nothing that did not come', () => {
    const table = new IdTable();
    table.add('a');
    expect([table.find('b'), table.find(''), table.find('a')]).toEqual([undefined, undefined, 0]);
  });
});
