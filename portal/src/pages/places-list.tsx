import { abilityOf, type Place } from '../places.ts';
import type { Storage } from '../storage/storage.ts';
import { ObjectActions } from './object-actions.tsx';

interface PlacesListProps {
  readonly places: readonly Place[];
  readonly storage: Storage;
  readonly onOpen: (place: Place) => void;
  readonly onReload: () => void;
}

export function PlacesList({ places, storage, onOpen, onReload }: PlacesListProps) {
  return (
    <section className="portal-places">
      <div className="portal-row">
        <h2>Places</h2>
        <button type="button" className="portal-button" onClick={onReload}>
          Refresh
        </button>
      </div>
      <ul>
        {places.map((place) => (
          <li key={place.id} className="portal-place">
            <div>
              {place.kind === 'OBJECT' ? (
                <p className="portal-name">{place.prefix}</p>
              ) : (
                <button type="button" className="portal-name" onClick={() => onOpen(place)}>
                  {place.prefix || 'The whole bucket'}
                </button>
              )}
              <p className="portal-note">in the bucket {place.bucket}</p>
            </div>
            <p>
              {abilityOf(place)}
              {place.validUntil === undefined ? null : (
                <span className="portal-note">
                  until{' '}
                  {new Date(place.validUntil).toLocaleString(undefined, {
                    dateStyle: 'medium',
                    timeStyle: 'short',
                  })}
                </span>
              )}
            </p>
            {place.kind === 'OBJECT' ? <ObjectActions place={place} storage={storage} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
