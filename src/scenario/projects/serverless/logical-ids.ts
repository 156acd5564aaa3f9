/** The logical ID that the framework gives a function: `OrdersLambdaFunction` for `orders`. */
export const functionId = (id: string): string => `${normalized(id)}LambdaFunction`;

/** `CommonLibsLambdaLayer` for `commonLibs`. */
export const layerId = (id: string): string => `${normalized(id)}LambdaLayer`;

/**
 * The first letter is a capital, and characters that a logical ID may not have are spelled out.
 * Source: serverless.com/framework/docs/providers/aws/guide/resources
 */
const normalized = (id: string): string =>
  (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
