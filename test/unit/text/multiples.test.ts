import { expect, it } from 'vitest';
import { asMuch, more, multiple, ofIts } from '../../../src/text/multiples.ts';

it('says a multiple near 1 with as many digits as tell it from 1, and no rounded percentage', () => {
  expect([0.038, 0.99, 0.9999, 1, 21].map(multiple)).toEqual(['3.8%', '99%', '99.99%', '1×', '21×']);
  expect([0.99996, 1.00004, 1.04, 1.06, 1 + 1e-10].map(multiple)).toEqual([
    '99.996%',
    '1.00004×',
    '1.04×',
    '1.1×',
    '1×',
  ]);
});

it('a half percent below 1 is 99.5%, not 100%', () => {
  expect(multiple(0.995)).toBe('99.5%');
});

it('names what a multiple is of', () => {
  expect([1.2, 0.6].map((factor) => ofIts(multiple(factor), 'its value'))).toEqual([
    '1.2 times its value',
    '60% of its value',
  ]);
});

it('says that two costs are not the same as long as they are not: $100 and $100.03 are 0.03 % apart', () => {
  expect([1.5, 1.04, 0.96, 1.0003, 0.9997, 1, 1 + 1e-10].map(asMuch)).toEqual([
    '1.5× as much',
    '1.04× as much',
    '0.96× as much',
    '1.0003× as much',
    '0.9997× as much',
    'as much',
    'as much',
  ]);
  expect([2.5, 1.12, 1.004, 100.03 / 100, 1 + 4.3e-7, 1].map(more)).toEqual([
    '150% more',
    '12% more',
    '0.4% more',
    '0.03% more',
    '0.000043% more',
    'as much',
  ]);
});
