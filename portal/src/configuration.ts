import type { PortalConfiguration } from '../../core/portal/deployed-portal.ts';

export type { PortalConfiguration };

export async function fetchConfiguration(): Promise<PortalConfiguration> {
  const response = await fetch('/portal/config.json');
  if (!response.ok) {
    throw new Error(`The broker answers ${response.status} to the request for its settings.`);
  }
  return response.json();
}
