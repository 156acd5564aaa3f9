import { functionCall, isObject, type Template, type TemplateResource } from './template.ts';

/** Managed policies that a role may have: what they allow is AWS's to say. */
const managedPolicies = ['AWSLambdaManagedEC2ResourceOperator'];

/** AWS allows these on everything only. The token gives access to no image. */
const withoutResource = ['ecr:GetAuthorizationToken'];

/** Whatever gives somebody more than is needed. */
export const accessProblems = (template: Template): string[] =>
  Object.entries(template.Resources).flatMap(([name, resource]) => [
    ...statementsIn(resource.Properties).flatMap((statement) => statementProblems(statement, name)),
    ...permissionProblems(resource, name, template),
    ...networkProblems(resource, name),
    ...managedPolicyProblems(resource, name),
  ]);

type Statement = Readonly<Record<string, unknown>>;

function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isObject(value)) return [];
  const own = [value['Statement'] ?? []].flat().filter(isObject);
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}

function statementProblems({ Effect, Action, Principal, Resource }: Statement, name: string): string[] {
  if (Effect !== 'Allow') return [`${name}: a statement that is no Allow`];
  const isWide = (value: unknown) => typeof value === 'string' && /^(\*|[a-z0-9-]+:\*)$/.test(value);
  const principals = isObject(Principal) ? Object.values(Principal).flat() : [Principal];
  return [
    ...[Action].flat().flatMap((action) => (isWide(action) ? [`${name}: allows the action ${action}`] : [])),
    ...([Action].flat().length === 0 || Action === undefined ? [`${name}: a statement without actions`] : []),
    ...(principals.includes('*') ? [`${name}: allows it to anybody`] : []),
    ...([Resource].flat().includes('*') && ![Action].flat().every((action) => withoutResource.includes(String(action)))
      ? [`${name}: allows it on everything`]
      : []),
  ];
}

/** Anybody may call a function only where the user has asked for that. */
function permissionProblems({ Type, Properties = {}, Condition }: TemplateResource, name: string, template: Template) {
  if (Type !== 'AWS::Lambda::Permission' || Properties['Principal'] !== '*') return [];
  const asked = Condition === undefined ? undefined : functionCall(template.Conditions[Condition]);
  const isAsked =
    asked?.name === 'Fn::Equals' && JSON.stringify(asked.argument) === JSON.stringify([{ Ref: 'AuthType' }, 'NONE']);
  return isAsked ? [] : [`${name}: allows it to anybody, not only when AuthType is NONE`];
}

function networkProblems({ Properties = {} }: TemplateResource, name: string): string[] {
  const rules = [Properties['SecurityGroupIngress'] ?? []].flat().filter(isObject);
  const isOpen = rules.some((rule) => rule['CidrIp'] === '0.0.0.0/0' || rule['CidrIpv6'] === '::/0');
  return isOpen ? [`${name}: lets in everybody`] : [];
}

const managedPolicyProblems = ({ Properties = {} }: TemplateResource, name: string): string[] =>
  [Properties['ManagedPolicyArns'] ?? []]
    .flat()
    .map((arn) => JSON.stringify(arn))
    .filter((arn) => !managedPolicies.some((known) => arn.includes(`:policy/${known}"`)))
    .map((arn) => `${name}: has the managed policy ${arn}`);
