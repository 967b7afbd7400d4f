import type { ReactNode } from 'react';
import { memo } from 'react';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { FilePicture } from '../parts/file-picture.tsx';
import { SmartLink } from '../parts/smart-link.tsx';
import { useDirectory } from '../state/directory-context.ts';
import { ChannelPill, UserPill } from './inline-view.tsx';
import { safeUrl } from './parse-mrkdwn.ts';

const plugins = [remarkGfm];

/** Canvas mentions are written as images: `![](@U1)`, `![](#C1)`; so are files of the workspace. Pictures are never loaded from elsewhere. */
function Embed({ target, alt }: { target: string; alt: string | undefined }) {
  const { files } = useDirectory();
  if (target.startsWith('@')) return <UserPill id={target.slice(1)} />;
  if (target.startsWith('#')) return <ChannelPill id={target.slice(1)} />;
  const file = files.get(/\/files\/[^/]+\/([A-Z0-9]+)\//.exec(target)?.[1] ?? '');
  return file?.mimeType === 'image/png' ? <FilePicture file={file} /> : <span className="placeholder">Picture: {alt || target}</span>;
}

const components = {
  a: ({ href, children }: { href?: string | undefined; children?: ReactNode }) => {
    const url = safeUrl(href ?? '');
    return url ? <SmartLink url={url}>{children}</SmartLink> : children;
  },
  img: ({ src, alt }: { src?: string | Blob | undefined; alt?: string | undefined }) => (
    <Embed target={typeof src === 'string' ? src : ''} alt={alt} />
  ),
  table: ({ children }: { children?: ReactNode }) => (
    <div className="table-scroll">
      <table>{children}</table>
    </div>
  ),
};

/** Standard Markdown, for canvases, markdown blocks and `.md` files. HTML inside it is shown as text. */
export const MarkdownView = memo(function MarkdownView({ markdown }: { markdown: string }) {
  return (
    <div className="prose is-markdown">
      <Markdown remarkPlugins={plugins} components={components}>
        {markdown}
      </Markdown>
    </div>
  );
});
