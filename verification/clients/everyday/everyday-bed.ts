import type { Person } from '../people.ts';
import type { TestBed } from '../test-bed.ts';
import type { Contents } from './local-files.ts';
import type { StoredObjects } from './stored-objects.ts';

/** The test environment that all clients share. */
export interface EverydayBed {
  readonly testBed: TestBed;
  /** The folder that contains a home folder for each client. */
  readonly folder: string;
  readonly person: Person;
  readonly contents: Contents;
  readonly env: NodeJS.ProcessEnv;
  readonly objects: StoredObjects;
  /** Whether each operation runs with every permission, not only with the smallest sufficient one. This takes minutes. */
  readonly runsAll: boolean;
}
