import { useEffect, useState } from 'react';
import type { Session } from '../session.ts';

/** Milliseconds. A renewal moves the end of the sign-in. */
const UPDATE_MS = 30_000;

interface HeaderProps {
  readonly session?: Session;
  readonly onSignOut?: () => void;
}

export function Header({ session, onSignOut }: HeaderProps) {
  const [, update] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => update((count) => count + 1), UPDATE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <header className="portal-header">
      <h1>Your files</h1>
      {session === undefined ? null : (
        <div className="portal-person">
          <p>
            <strong>{session.person}</strong>
            <span>
              signed in until {timeOf(session.until)}
              {session.isRenewed ? ', then renewed' : ''}
            </span>
          </p>
          <button type="button" className="portal-button" onClick={onSignOut}>
            Sign out
          </button>
        </div>
      )}
    </header>
  );
}

function timeOf(date: Date): string {
  return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
