import type { Template } from '../../../test/rotation/changed-assembly.ts';

/** Names of members and indices of lists, from the template's root. */
export type Path = readonly (string | number)[];

/** The template with one part changed. */
export interface Mutant {
  /** `BrokerUser.Properties.PermissionsBoundary: removed` */
  readonly name: string;
  readonly kind: 'removal' | 'widening' | 'other';
  /** Whether the part gives or limits a permission. */
  readonly isPermission: boolean;
  template(): Template;
}
