import type { CreatedResource, ResourceRequest } from './resource-type.ts';

export interface DeployedResource extends CreatedResource {
  readonly logicalId: string;
  readonly type: string;
}

/** A physical resource, and the request that created it. */
export interface StackResource extends DeployedResource {
  readonly retained: boolean;
  readonly retainedOnCreate: boolean;
  readonly retainedWhenReplaced: boolean;
  readonly request: ResourceRequest;
}
