import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';

/** The identifier of a function: a name, a partial ARN or a full one. */
export interface NamedFunction {
  /** The name alone, as in `/aws/lambda/NAME`. */
  readonly name: string;
  /** The given identifier without its qualifier, which several operations do not accept. */
  readonly unqualified: string;
  readonly region?: string;
  /** A version or an alias, from the name or from `qualifier`. */
  readonly qualifier?: string;
}

/** Source: "FunctionName" (docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html) */
const pattern =
  /^((?:arn:aws[a-z-]*:lambda:)?(?:([a-z]{2,4}(?:-[a-z]+)+-\d):)?(?:\d{12}:)?(?:function:)?([A-Za-z0-9_-]+))(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;

/**
 * @param beside the separate qualifier
 * @throws {UserError} `bad-function-name`: invalid, or with another qualifier than `beside`
 */
export function namedFunction(given: string, beside?: string | undefined): NamedFunction {
  const [, unqualified, region, name, within] = pattern.exec(given) ?? [];
  if (unqualified === undefined || name === undefined) {
    throw new UserError('bad-function-name', `${given} is neither the name nor the ARN of a function`);
  }
  if (within !== undefined && beside !== undefined && within !== beside) {
    const message = `functionName ${given} and qualifier ${beside} are two different versions`;
    throw new UserError('bad-function-name', message, { hint: 'remove one of them' });
  }
  return { name, unqualified, ...optional('region', region), ...optional('qualifier', within ?? beside) };
}
