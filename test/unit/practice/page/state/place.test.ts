import { expect, it } from 'vitest';
import { formatPlace, type Place, parsePlace } from '../../../../../src/practice/page/state/place.ts';

it('a place survives the address', () => {
  const places: Place[] = [
    { kind: 'list' },
    { kind: 'home' },
    { kind: 'channel', channel: 'C1', tab: 'messages' },
    { kind: 'channel', channel: 'C1', tab: 'canvas', side: { kind: 'thread', ts: '17.000100' } },
    { kind: 'channel', channel: 'C1', tab: 'messages', side: { kind: 'canvas', id: 'F1' } },
  ];
  expect(places.map((place) => parsePlace(formatPlace(place)))).toEqual(places);
});
