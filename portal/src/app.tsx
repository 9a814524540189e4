import { useCallback, useEffect, useState } from 'react';
import { Broker, type CallerGrants, SignInEnded } from './broker.ts';
import { fetchConfiguration, type PortalConfiguration } from './configuration.ts';
import { FilesPage } from './pages/files-page.tsx';
import { Header } from './pages/header.tsx';
import { NoPlaces, Problem, SignedOut } from './pages/messages.tsx';
import { type Place, placesOf } from './places.ts';
import type { Session } from './session.ts';
import { SignIn } from './sign-in.ts';

/** What the page shows. */
type View =
  | { readonly kind: 'loading' }
  | { readonly kind: 'signed-out'; readonly reason?: 'ended' | 'left' }
  | { readonly kind: 'problem'; readonly message: string }
  | {
      readonly kind: 'files';
      readonly session: Session;
      readonly broker: Broker;
      readonly caller: CallerGrants['Caller'];
      readonly places: readonly Place[];
    };

interface Started {
  readonly configuration: PortalConfiguration;
  readonly signIn: SignIn;
  readonly view: View;
}

/** Once per visit, because a code of the issuer works once. */
const starting = start();

async function start(): Promise<Started> {
  const configuration = await fetchConfiguration();
  const signIn = new SignIn(configuration);
  const view = await firstView(signIn).catch(viewOfError);
  return { configuration, signIn, view };
}

async function firstView(signIn: SignIn): Promise<View> {
  const beginning = await signIn.begin();
  switch (beginning.kind) {
    case 'leaving':
      return { kind: 'loading' };
    case 'signed-out':
      return { kind: 'signed-out' };
    case 'signed-in':
      return filesOf(beginning.session).catch((error: unknown) => {
        // To sign in again would not help, because the token is new.
        throw error instanceof SignInEnded
          ? new Error(
              'The broker does not accept the token of your sign-in. Ask your administrator to check the configuration of the broker: the audience, and the field "token" of the portal, must match the tokens of your issuer.',
            )
          : error;
      });
  }
}

async function filesOf(session: Session): Promise<View> {
  const broker = new Broker(() => session.token());
  const { Caller: caller, CallerAccessGrantsList: grants } = await broker.grants();
  return { kind: 'files', session, broker, caller, places: placesOf(grants) };
}

function viewOfError(error: unknown): View {
  return error instanceof SignInEnded
    ? { kind: 'signed-out', reason: 'ended' }
    : { kind: 'problem', message: error instanceof Error ? error.message : String(error) };
}

export function App() {
  const [started, setStarted] = useState<Omit<Started, 'view'>>();
  const [view, setView] = useState<View>({ kind: 'loading' });

  useEffect(() => {
    starting.then(
      ({ view: first, ...rest }) => {
        setStarted(rest);
        setView(first);
      },
      (error: unknown) => setView(viewOfError(error)),
    );
  }, []);

  // An answer that arrives after a sign-out must not show the files again.
  const showWhileSignedIn = useCallback(
    (next: View) => setView((current) => (current.kind === 'files' ? next : current)),
    [],
  );
  const fail = useCallback(
    (error: unknown) => showWhileSignedIn(viewOfError(error)),
    [showWhileSignedIn],
  );
  const signIn = () =>
    started?.signIn.start().catch((error: unknown) => setView(viewOfError(error)));
  const signOut = (session: Session) => {
    // The Back button can show this page as the browser left it, so it must show no files by then.
    setView({ kind: 'loading' });
    // It says that the person may still be signed in at the issuer, which is also true if the issuer cannot be reached.
    const showLeft = () => setView({ kind: 'signed-out', reason: 'left' });
    session.signOut().then(showLeft, showLeft);
  };

  const header =
    view.kind === 'files' ? (
      <Header session={view.session} onSignOut={() => signOut(view.session)} />
    ) : (
      <Header />
    );
  return (
    <>
      {header}
      <main>
        <Content
          view={view}
          started={started}
          onSignIn={signIn}
          onView={showWhileSignedIn}
          onError={fail}
        />
      </main>
    </>
  );
}

interface ContentProps {
  readonly view: View;
  readonly started: Omit<Started, 'view'> | undefined;
  readonly onSignIn: () => void;
  readonly onView: (view: View) => void;
  readonly onError: (error: unknown) => void;
}

function Content({ view, started, onSignIn, onView, onError }: ContentProps) {
  if (view.kind === 'loading') {
    return <p role="status">Loading…</p>;
  }
  if (view.kind === 'problem' || started === undefined) {
    return <Problem message={view.kind === 'problem' ? view.message : ''} />;
  }
  const { issuer } = started.configuration;
  if (view.kind === 'signed-out') {
    return <SignedOut issuer={issuer} reason={view.reason} onSignIn={onSignIn} />;
  }
  const reload = () => filesOf(view.session).then(onView, onError);
  if (view.places.length === 0) {
    return <NoPlaces person={view.session.person} caller={view.caller} onReload={reload} />;
  }
  return (
    <FilesPage
      configuration={started.configuration}
      broker={view.broker}
      places={view.places}
      onReload={reload}
      onError={onError}
    />
  );
}
