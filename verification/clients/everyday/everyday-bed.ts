import type { Person } from '../people.ts';
import type { TestBed } from '../test-bed.ts';
import type { Contents } from './local-files.ts';
import type { StoredObjects } from './stored-objects.ts';

/** What the runs of all clients need. */
export interface EverydayBed {
  readonly testBed: TestBed;
  /** For the home folders of the clients. */
  readonly folder: string;
  readonly person: Person;
  readonly contents: Contents;
  readonly env: NodeJS.ProcessEnv;
  readonly objects: StoredObjects;
  /** Whether each operation runs with every permission, which takes minutes. */
  readonly runsAll: boolean;
}
