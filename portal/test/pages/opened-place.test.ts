import { openedAt, withoutForbiddenUpload } from '../../src/pages/opened-place.ts';
import { placesOf } from '../../src/places.ts';

function placeWith(permission: 'READ' | 'UPLOAD' | 'READWRITE') {
  const [place] = placesOf([
    {
      GrantId: 'grant',
      GrantScope: 's3://reports/a/*',
      Permission: permission,
      Region: 'eu-central-1',
    },
  ]);
  if (place === undefined) {
    throw new Error('The grant gives no place.');
  }
  return place;
}

test.each([
  ['READ', undefined],
  ['UPLOAD', 'upload'],
  ['READWRITE', undefined],
] as const)('a place with %s opens with the action %s', (permission, actionType) => {
  expect(openedAt(placeWith(permission))).toMatchObject({
    actionType,
    location: { bucket: 'reports', prefix: 'a/', path: '' },
  });
});

test.each([
  ['READ', undefined],
  ['READWRITE', 'upload'],
] as const)(
  'files that are dropped on a place with %s lead to the action %s',
  (permission, expected) => {
    const dropped = { ...openedAt(placeWith(permission)), actionType: 'upload' };
    expect(withoutForbiddenUpload(dropped)).toEqual({ ...dropped, actionType: expected });
  },
);
