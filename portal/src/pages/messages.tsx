import type { CallerGrants } from '../broker.ts';

interface SignedOutProps {
  readonly issuer: string;
  readonly reason: 'ended' | 'left' | undefined;
  readonly onSignIn: () => void;
}

export function SignedOut({ issuer, reason, onSignIn }: SignedOutProps) {
  const host = new URL(issuer).host;
  return (
    <section className="portal-card">
      <h2>{reason === 'ended' ? 'Your sign-in has ended' : 'Sign in to see your files'}</h2>
      {reason === 'ended' ? <p>Sign in again to go on. Finished uploads are kept.</p> : null}
      {reason === 'left' ? (
        <p>You are signed out of this page. You may still be signed in at {host}.</p>
      ) : null}
      <button type="button" className="portal-button portal-primary" onClick={onSignIn}>
        Sign in
      </button>
      <p className="portal-note">You sign in at {host}. This page never sees your password.</p>
    </section>
  );
}

interface NoPlacesProps {
  readonly person: string;
  readonly caller: CallerGrants['Caller'];
  readonly onReload: () => void;
}

export function NoPlaces({ person, caller, onReload }: NoPlacesProps) {
  return (
    <section className="portal-card">
      <h2>You have no files here yet</h2>
      <p>
        You are signed in as <strong>{person}</strong>, but nobody has given you access. Ask your
        administrator for a grant, and send these lines:
      </p>
      <dl className="portal-identity">
        <dt>Issuer</dt>
        <dd>{caller.Issuer}</dd>
        <dt>Subject</dt>
        <dd>{caller.Subject}</dd>
      </dl>
      <button type="button" className="portal-button" onClick={onReload}>
        Look again
      </button>
    </section>
  );
}

export function Problem({ message }: { readonly message: string }) {
  return (
    <section className="portal-card" role="alert">
      <h2>This did not work</h2>
      <p>{message}</p>
      <a className="portal-button" href="/">
        Try again
      </a>
    </section>
  );
}
