import type { ReactNode } from 'react';
import { useDirectory } from '../state/directory-context.ts';
import { formatPlace, parsePlace } from '../state/place.ts';
import { resolveLink } from '../state/resolve-link.ts';

/** A link: to a canvas, file or message of the workspace it opens here; to anywhere else, in a new tab. */
export function SmartLink({ url, children }: { url: string; children: ReactNode }) {
  const directory = useDirectory();
  const current = parsePlace(location.hash);
  const place = resolveLink(url, directory, current.kind === 'channel' ? current.channel : undefined);
  if (place) return <a href={formatPlace(place)}>{children}</a>;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener" title={url}>
      {children}
    </a>
  );
}
