/** A file of the portal, before compression. */
export interface PortalFile {
  readonly name: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Builds the web page. */
export async function buildPortal(): Promise<readonly PortalFile[]> {
  const page =
    '<!doctype html><html lang="en"><title>Federation Broker</title><script src="/portal/app-STANDIN.js"></script></html>\n';
  return [
    { name: 'index.html', contentType: 'text/html; charset=utf-8', body: Buffer.from(page) },
    {
      name: 'app-STANDIN.js',
      contentType: 'text/javascript; charset=utf-8',
      body: Buffer.from('// stand-in\n'),
    },
  ];
}
