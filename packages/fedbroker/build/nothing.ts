/**
 * Replaces two packages that `https-proxy-agent` imports. `debug` would print the password of a proxy if DEBUG is set.
 * `proxy-agent-negotiate` needs a native module for Kerberos, which the bundle cannot contain.
 */
export default () => () => undefined;

export const createNegotiateAuth = undefined;
