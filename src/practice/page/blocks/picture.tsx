import { safeUrl } from '../text/parse-mrkdwn.ts';

/** A picture of this workspace is shown; one from elsewhere is only named, because the page loads nothing from outside. */
export function Picture({ url, alt, isSmall = false }: { url: string; alt: string; isSmall?: boolean }) {
  const isOwn =
    url.startsWith('data:image/') || (URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin);
  if (isOwn && url !== '') return <img className={isSmall ? 'picture is-small' : 'picture'} src={url} alt={alt} />;
  const outside = safeUrl(url);
  return (
    <span className="placeholder">
      Picture: {alt || 'without a description'}
      {outside && (
        <>
          {' · '}
          <a href={outside} target="_blank" rel="noreferrer noopener">
            open
          </a>
        </>
      )}
    </span>
  );
}
