import { expect, it } from 'vitest';
import { MalformedAnswerError } from '../../../../../src/model/http/answer.ts';
import { answerWithPrelude, hasPrelude, PreludeReader } from '../../../../../targets/lambda/function-url/prelude.ts';

const prelude = JSON.stringify({ statusCode: 418, headers: { 'X-Mine': 'yes' }, cookies: ['a=1'] });
const whole = Buffer.from(`${prelude}${'\0'.repeat(8)}the body`);

const expected = {
  statusCode: 418,
  headers: { 'content-type': 'application/octet-stream', 'x-mine': 'yes' },
  cookies: ['a=1'],
};

it('takes status, headers and cookies from the prelude, and the rest as body', () => {
  const { body, ...head } = answerWithPrelude(whole);
  expect(head).toEqual(expected);
  expect(body.toString()).toBe('the body');
});

it('finds its end wherever the pieces are cut', () => {
  for (let cut = 1; cut < whole.length; cut++) {
    const reader = new PreludeReader();
    const first = reader.add(whole.subarray(0, cut));
    const answer = first ?? reader.add(whole.subarray(cut));
    const rest = first === undefined ? '' : whole.subarray(cut).toString();
    expect(`${answer?.statusCode} ${answer?.body}${rest}`).toBe('418 the body');
  }
});

it('has status 200 if it names none, and may name its content type', () => {
  const answer = answerWithPrelude(Buffer.from(`{"headers":{"Content-Type":"text/html"}}${'\0'.repeat(8)}`));
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html' } });
});

it.each(['no json', '[', 'null', '{"statusCode":"x"}', '{"headers":{"a b":"c"}}'])('refuses the prelude %s', (text) => {
  expect(() => answerWithPrelude(Buffer.from(`${text}${'\0'.repeat(8)}body`))).toThrow(MalformedAnswerError);
});

it('refuses an answer without one, and one that does not end in 1 MB', () => {
  expect(() => answerWithPrelude(Buffer.from('{}'))).toThrow(MalformedAnswerError);
  expect(() => new PreludeReader().add(Buffer.alloc(1024 * 1024 + 1, 'x'))).toThrow(MalformedAnswerError);
});

it('is named by its content type, parameters aside', () => {
  expect(hasPrelude('application/vnd.awslambda.http-integration-response; charset=utf-8')).toBe(true);
  expect(hasPrelude('application/json')).toBe(false);
});
