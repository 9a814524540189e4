import type { StorageBrowserEventValue } from '@aws-amplify/ui-react-storage/browser';
import { useEffect, useMemo, useState } from 'react';
import type { Broker } from '../broker.ts';
import type { PortalConfiguration } from '../configuration.ts';
import type { Place } from '../places.ts';
import { storageOf } from '../storage/storage.ts';
import { displayText } from './display-text.ts';
import { PlacesList } from './places-list.tsx';

interface FilesPageProps {
  readonly configuration: PortalConfiguration;
  readonly broker: Broker;
  readonly places: readonly Place[];
  readonly onReload: () => void;
  readonly onError: (error: unknown) => void;
}

const HOME: StorageBrowserEventValue = { location: undefined, actionType: undefined };

/** The places of a person, or the files in one of them. */
export function FilesPage({ configuration, broker, places, onReload, onError }: FilesPageProps) {
  const [storage] = useState(() =>
    storageOf({ configuration, broker, places, onSignInEnded: onError }),
  );
  const [value, setValue] = useState(HOME);
  const { location, actionType } = value;
  const current = useMemo(() => places.find(({ id }) => id === location?.id), [places, location]);
  const title = location === undefined ? '' : location.prefix || location.bucket;
  useEffect(() => {
    document.title = title === '' ? 'Your files' : `${title} – Your files`;
  }, [title]);

  // Nothing can be shown of a place without the permission to list, except the page of an action.
  if (
    location === undefined ||
    (actionType === undefined && !location.permissions.includes('list'))
  ) {
    return (
      <PlacesList
        places={places}
        storage={storage}
        onOpen={(place) => setValue(openedAt(place))}
        onReload={onReload}
      />
    );
  }
  const { StorageBrowser } = storage;
  return (
    <div
      className={current?.createOnly === true ? 'portal-files portal-create-only' : 'portal-files'}
    >
      <StorageBrowser.Provider value={value} onValueChange={setValue} displayText={displayText}>
        {actionType === undefined ? (
          <StorageBrowser.LocationDetailView />
        ) : (
          <StorageBrowser.LocationActionView />
        )}
      </StorageBrowser.Provider>
    </div>
  );
}

function openedAt({ id, bucket, prefix, kind, permissions }: Place): StorageBrowserEventValue {
  return {
    location: { id, bucket, prefix, type: kind, permissions: [...permissions], path: '' },
    actionType: permissions.includes('list') ? undefined : 'upload',
  };
}
