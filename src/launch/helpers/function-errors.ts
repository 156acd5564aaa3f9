import { functionErrorPrefix } from '../../model/platform/lambda.ts';
import { printableLine } from '../../model/printable.ts';

/** Finds the errors of a function in what the embedded Lambda says, which comes in pieces of any length. */
export function functionErrors(functionName: string, onError: (error: string) => void): (text: string) => void {
  const begins = functionErrorPrefix(functionName);
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith(begins)) onError(printableLine(line.slice(begins.length)));
  };
}
