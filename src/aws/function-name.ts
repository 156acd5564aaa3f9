import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';

/** What a function is called by: a name, a partial ARN or a full one. */
export interface NamedFunction {
  /** The name alone, as in `/aws/lambda/NAME`. */
  readonly name: string;
  /** As it was given, without a qualifier: several operations take none. */
  readonly unqualified: string;
  readonly region?: string;
  /** A version or an alias, from the name or beside it. */
  readonly qualifier?: string;
}

/** Source: "FunctionName" (docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html) */
const pattern =
  /^((?:arn:aws[a-z-]*:lambda:)?(?:([a-z]{2,4}(?:-[a-z]+)+-\d):)?(?:\d{12}:)?(?:function:)?([A-Za-z0-9_-]+))(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;

/**
 * @param beside the qualifier that was given beside the name
 * @throws {UserError} `bad-function-name`: it is none, or says another qualifier than the one beside it
 */
export function namedFunction(given: string, beside?: string | undefined): NamedFunction {
  const [, unqualified, region, name, within] = pattern.exec(given) ?? [];
  if (unqualified === undefined || name === undefined) {
    throw new UserError('bad-function-name', `${given} is neither the name nor the ARN of a function`);
  }
  if (within !== undefined && beside !== undefined && within !== beside) {
    throw new UserError(
      'bad-function-name',
      `functionName ${given} and qualifier ${beside} are two different versions`,
      {
        hint: 'leave one of the two away',
      },
    );
  }
  return { name, unqualified, ...optional('region', region), ...optional('qualifier', within ?? beside) };
}
