import { expect, test } from 'vitest';
import { answerMeasures } from '../../../../src/model/study/answer-measures.ts';

test.each([
  ['{"importMs":12.5}', '$.importMs', { ms: 12.5 }],
  ['{"meta":{"importMs":3}}', '$.meta.importMs', { ms: 3 }],
  ['{"statusCode":200,"body":"{\\"importMs\\":4}"}', '$.body.importMs', { ms: 4 }],
  ['{"importMs":"12"}', '$.importMs', {}],
  ['null', '$.importMs', {}],
  ['Hello', '$.importMs', {}],
  ['{}', '$.constructor.length', {}],
])('%s has at %s %j', (answer, path, measures) => {
  expect(answerMeasures(answer, { ms: path })).toEqual(measures);
});
