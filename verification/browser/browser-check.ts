import type { PortalBed } from './portal-bed.ts';

/** A check throws an error if the portal does not do as its title says. */
export interface BrowserCheck {
  readonly title: string;
  readonly run: (bed: PortalBed) => Promise<void>;
}
