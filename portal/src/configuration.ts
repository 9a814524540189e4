/** What `GET /portal/config.json` answers. */
export interface PortalConfiguration {
  readonly issuer: string;
  readonly clientId: string;
  /** Which of the two tokens of a sign-in the broker expects. */
  readonly token: 'access' | 'id';
  readonly scope: string;
  /** More parameters of the request for sign-in. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  /** Only a local AWS has one. */
  readonly s3Endpoint?: string;
  /** Where a local AWS plays the issuer. */
  readonly issuerEndpoint?: string;
}

export async function fetchConfiguration(): Promise<PortalConfiguration> {
  const response = await fetch('/portal/config.json');
  if (!response.ok) {
    throw new Error(`The broker answers ${response.status} to the request for its settings.`);
  }
  return response.json();
}
