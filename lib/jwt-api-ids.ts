// Tools read these names without loading the CDK, which takes half a second.

/** The id of the construct, and the beginning of the names of its outputs: `JwtApi`, `JwtApiGithub`. */
export function jwtApiId(name: string | undefined): string {
  return `JwtApi${capitalized(name)}`;
}

/** The id of the portal's construct, and the beginning of the name of its output: `Portal`, `PortalPeople`. */
export function portalId(name: string | undefined): string {
  return `Portal${capitalized(name)}`;
}

function capitalized(name = ''): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
