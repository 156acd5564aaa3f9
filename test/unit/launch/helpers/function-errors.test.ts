import { expect, test } from 'vitest';
import { functionErrors } from '../../../../src/launch/helpers/function-errors.ts';

test('errors of the function are lines of any pieces; other lines and other functions are none', () => {
  const errors: string[] = [];
  const take = functionErrors('api', (error) => errors.push(error));
  take('a warning\napi failed: TypeEr');
  expect(errors).toEqual([]);
  take('ror: no stock (at handler (/srv/app.mjs:1:9))\nother failed: gone\napi failed: \u001b[2Jagain\n');
  expect(errors).toEqual(['TypeError: no stock (at handler (/srv/app.mjs:1:9))', '\\x1b[2Jagain']);
});
