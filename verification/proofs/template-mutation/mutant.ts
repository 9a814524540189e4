import type { Template } from '../../../test/rotation/changed-assembly.ts';

/** The path of a value in the template: names of members and indices of list entries. */
export type Path = readonly (string | number)[];

/** The template with one part changed. */
export interface Mutant {
  /** Such as `BrokerUser.Properties.PermissionsBoundary: removed`. */
  readonly name: string;
  readonly kind: 'removal' | 'widening' | 'other';
  /** Whether the changed part gives or limits a permission. */
  readonly isPermission: boolean;
  template(): Template;
}
