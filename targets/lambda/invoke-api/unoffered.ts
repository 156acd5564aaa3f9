/**
 * What Lambda has and the embedded one does not, so that an error names the operation: by path, in which
 * `{}` stands for one segment and a query for what the request has, and method.
 * Source: docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export const unoffered: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/2025-11-30/capacity-providers': { POST: 'CreateCapacityProvider', GET: 'ListCapacityProviders' },
  '/2025-11-30/capacity-providers/{}': {
    DELETE: 'DeleteCapacityProvider',
    GET: 'GetCapacityProvider',
    PUT: 'UpdateCapacityProvider',
  },
  '/2025-11-30/capacity-providers/{}/function-versions': { GET: 'ListFunctionVersionsByCapacityProvider' },
  '/2020-04-22/code-signing-configs': { POST: 'CreateCodeSigningConfig', GET: 'ListCodeSigningConfigs' },
  '/2020-04-22/code-signing-configs/{}': {
    DELETE: 'DeleteCodeSigningConfig',
    GET: 'GetCodeSigningConfig',
    PUT: 'UpdateCodeSigningConfig',
  },
  '/2020-04-22/code-signing-configs/{}/functions': { GET: 'ListFunctionsByCodeSigningConfig' },
  '/2025-12-01/durable-execution-callbacks/{}/fail': { POST: 'SendDurableExecutionCallbackFailure' },
  '/2025-12-01/durable-execution-callbacks/{}/heartbeat': { POST: 'SendDurableExecutionCallbackHeartbeat' },
  '/2025-12-01/durable-execution-callbacks/{}/succeed': { POST: 'SendDurableExecutionCallbackSuccess' },
  '/2025-12-01/durable-executions/{}': { GET: 'GetDurableExecution' },
  '/2025-12-01/durable-executions/{}/checkpoint': { POST: 'CheckpointDurableExecution' },
  '/2025-12-01/durable-executions/{}/history': { GET: 'GetDurableExecutionHistory' },
  '/2025-12-01/durable-executions/{}/state': { GET: 'GetDurableExecutionState' },
  '/2025-12-01/durable-executions/{}/stop': { POST: 'StopDurableExecution' },
  '/2015-03-31/event-source-mappings': { POST: 'CreateEventSourceMapping', GET: 'ListEventSourceMappings' },
  '/2015-03-31/event-source-mappings/{}': {
    DELETE: 'DeleteEventSourceMapping',
    GET: 'GetEventSourceMapping',
    PUT: 'UpdateEventSourceMapping',
  },
  '/2015-03-31/functions': { POST: 'CreateFunction' },
  '/2015-03-31/functions/{}': { DELETE: 'DeleteFunction' },
  '/2015-03-31/functions/{}/aliases': { POST: 'CreateAlias', GET: 'ListAliases' },
  '/2015-03-31/functions/{}/aliases/{}': { DELETE: 'DeleteAlias', GET: 'GetAlias', PUT: 'UpdateAlias' },
  '/2015-03-31/functions/{}/code': { PUT: 'UpdateFunctionCode' },
  '/2020-06-30/functions/{}/code-signing-config': {
    DELETE: 'DeleteFunctionCodeSigningConfig',
    GET: 'GetFunctionCodeSigningConfig',
    PUT: 'PutFunctionCodeSigningConfig',
  },
  '/2025-12-01/functions/{}/durable-executions': { GET: 'ListDurableExecutionsByFunction' },
  '/2019-09-25/functions/{}/event-invoke-config': {
    DELETE: 'DeleteFunctionEventInvokeConfig',
    GET: 'GetFunctionEventInvokeConfig',
    PUT: 'PutFunctionEventInvokeConfig',
    POST: 'UpdateFunctionEventInvokeConfig',
  },
  '/2019-09-25/functions/{}/event-invoke-config/list': { GET: 'ListFunctionEventInvokeConfigs' },
  '/2025-11-30/functions/{}/function-scaling-config': {
    GET: 'GetFunctionScalingConfig',
    PUT: 'PutFunctionScalingConfig',
  },
  '/2014-11-13/functions/{}/invoke-async': { POST: 'InvokeAsync' },
  '/2015-03-31/functions/{}/policy': { POST: 'AddPermission', GET: 'GetPolicy' },
  '/2015-03-31/functions/{}/policy/{}': { DELETE: 'RemovePermission' },
  '/2024-08-31/functions/{}/recursion-config': { GET: 'GetFunctionRecursionConfig', PUT: 'PutFunctionRecursionConfig' },
  '/2021-07-20/functions/{}/runtime-management-config': {
    GET: 'GetRuntimeManagementConfig',
    PUT: 'PutRuntimeManagementConfig',
  },
  '/2018-10-31/layers': { GET: 'ListLayers' },
  '/2018-10-31/layers/{}/versions': { GET: 'ListLayerVersions', POST: 'PublishLayerVersion' },
  '/2018-10-31/layers/{}/versions/{}': { DELETE: 'DeleteLayerVersion', GET: 'GetLayerVersion' },
  '/2018-10-31/layers/{}/versions/{}/policy': { POST: 'AddLayerVersionPermission', GET: 'GetLayerVersionPolicy' },
  '/2018-10-31/layers/{}/versions/{}/policy/{}': { DELETE: 'RemoveLayerVersionPermission' },
  '/2018-10-31/layers?find=LayerVersion': { GET: 'GetLayerVersionByArn' },
  '/2026-07-09/resource-policy/{}': {
    DELETE: 'DeleteResourcePolicy',
    GET: 'GetResourcePolicy',
    PUT: 'PutResourcePolicy',
  },
  '/2017-03-31/tags/{}': { GET: 'ListTags', POST: 'TagResource', DELETE: 'UntagResource' },
};
