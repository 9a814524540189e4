import type { Template } from './template.ts';
import type { StackParameter } from './template-parameters.ts';

/** What a stack is created from, or updated to. */
export interface StackInput {
  readonly template: Template;
  /** As it was submitted. */
  readonly templateText: string;
  readonly parameters: readonly StackParameter[];
  /** `CAPABILITY_IAM`, `CAPABILITY_NAMED_IAM`, as they were given. */
  readonly capabilities: readonly string[];
  /** S3 key of an archive with code → the folder with its files. Other code is in the buckets that the template names. */
  readonly folders: ReadonlyMap<string, string>;
}
