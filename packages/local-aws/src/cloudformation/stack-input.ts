import type { Template } from './template.ts';
import type { StackParameter } from './template-parameters.ts';

/** The input of a creation or an update of a stack. */
export interface StackInput {
  readonly template: Template;
  /** The template as submitted. */
  readonly templateText: string;
  readonly parameters: readonly StackParameter[];
  /** The capabilities in the request, for example `CAPABILITY_NAMED_IAM`. */
  readonly capabilities: readonly string[];
  /**
   * The folders with the code of functions, by the S3 key of the code in the template. If a key is missing, the code is
   * in the S3 bucket that the template names.
   */
  readonly folders: ReadonlyMap<string, string>;
}
