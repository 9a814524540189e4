import type { CreatedResource, ResourceRequest } from './resource-type.ts';

export interface DeployedResource extends CreatedResource {
  readonly logicalId: string;
  readonly type: string;
}

/** A physical resource, and what it was made from. */
export interface StackResource extends DeployedResource {
  readonly retained: boolean;
  readonly retainedWhenReplaced: boolean;
  readonly request: ResourceRequest;
}
