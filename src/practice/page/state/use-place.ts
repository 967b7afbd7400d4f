import { useCallback, useEffect, useState } from 'react';
import type { Directory } from './directory-context.ts';
import type { Place } from './place.ts';
import { formatPlace, parsePlace } from './place.ts';
import { resolveLink } from './resolve-link.ts';

/**
 * The place in the address, and the way to another one. An address such as `/archives/C1/p…` becomes a place first,
 * and one without a place is `first`.
 */
export function usePlace(directory: Directory, first: Place): [Place, (place: Place) => void] {
  const [hash, setHash] = useState(() => {
    const linked = location.pathname === '/' ? undefined : resolveLink(location.href, directory, undefined);
    const hash = linked ? formatPlace(linked) : location.hash || formatPlace(first);
    history.replaceState(null, '', `/${location.search}${hash}`);
    return hash;
  });
  useEffect(() => {
    const follow = () => setHash(location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const go = useCallback((place: Place) => {
    location.hash = formatPlace(place);
    setHash(location.hash);
  }, []);
  return [parsePlace(hash), go];
}
