import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createInstance } from '../../../../targets/tag/call.ts';
import { rollcall } from '../../../../targets/tag/lambda.ts';

describe('a streaming handler', () => {
  const mark = Symbol.for('aws.lambda.runtime.handler.streaming');
  const given: object[] = [];
  const platform = () => {
    const from = (stream: object, metadata: object) => {
      given.push(metadata);
      return stream;
    };
    const streamifyResponse = (handler: object) => Object.assign(handler, { [mark]: 'response' });
    Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from } } });
    return {
      streamifyResponse,
      from: (...args: [object, object?]) => globals().awslambda.HttpResponseStream.from(...args),
    };
  };
  const globals = () =>
    globalThis as unknown as {
      awslambda: { HttpResponseStream: { from(stream: object, metadata?: object): Writable } };
    };
  const sink = () => new Writable({ write: (_piece, _encoding, done) => done() });
  const ended = (stream: Writable) => new Promise((resolve) => stream.once('close', resolve));

  afterEach(() => {
    given.length = 0;
    Reflect.deleteProperty(globalThis, 'awslambda');
  });

  const streaming = async (_event: unknown, stream: Writable) => {
    globals()
      .awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { mine: '1' } })
      .end('x');
  };

  it.each(['around', 'inside'])(
    'with streamifyResponse %s keeps its mark; who it is goes with its metadata',
    async (where) => {
      const { streamifyResponse } = platform();
      const options = { instance: createInstance('i', true) };
      const handler = (
        where === 'inside'
          ? rollcall(streamifyResponse(streaming) as typeof streaming, options)
          : streamifyResponse(rollcall(streaming, options))
      ) as typeof streaming;
      expect(Reflect.get(handler, mark)).toBe('response');
      for (const _ of [1, 2]) {
        const stream = sink();
        const end = ended(stream);
        await handler({}, stream);
        await end;
      }
      expect(given).toEqual(
        ['1', '2'].map((number) => ({
          statusCode: 201,
          headers: {
            mine: '1',
            'rollcall-instance-id': 'i',
            'rollcall-invocation-id': number,
            'rollcall-cold-start': String(number === '1'),
            'rollcall-init-ms': expect.stringMatching(/^\d+(\.\d+)?$/),
            'rollcall-in-flight': '1',
          },
        })),
      );
    },
  );

  it('is in flight until its answer has ended, or it has thrown', async () => {
    platform();
    const instance = createInstance('i', false);
    const idle = rollcall(async (_event: unknown, _stream: Writable) => {}, { instance });
    const stream = sink();
    await idle({}, stream);
    expect(instance.inFlight).toBe(1);
    stream.end();
    await ended(stream);
    expect(instance.inFlight).toBe(0);
    // As with a request to the Runtime API: closed only when that has been answered.
    const open = new Writable({ autoDestroy: false, write: (_piece, _encoding, done) => done() });
    await idle({}, open);
    await new Promise((resolve) => open.end(resolve));
    expect(instance.inFlight).toBe(0);
    const broken = sink();
    await idle({}, broken);
    broken.destroy();
    await ended(broken);
    expect(instance.inFlight).toBe(0);
    const throwing = rollcall(
      async (_event: unknown, _stream: Writable) => {
        throw new Error('mine');
      },
      { instance },
    );
    await expect(throwing({}, sink())).rejects.toThrow('mine');
    expect(instance).toMatchObject({ inFlight: 0, calls: 4 });
  });

  it('metadata of a stream that is none of ours is left alone', async () => {
    const { from } = platform();
    await rollcall(streaming, { instance: createInstance('i', false) })({}, sink());
    from(sink(), { statusCode: 404 });
    expect(given.at(-1)).toEqual({ statusCode: 404 });
  });
});
