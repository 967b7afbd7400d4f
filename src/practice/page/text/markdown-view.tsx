import type { ReactNode } from 'react';
import { memo } from 'react';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { SmartLink } from '../parts/smart-link.tsx';
import { ChannelPill, UserPill } from './inline-view.tsx';
import { safeUrl } from './parse-mrkdwn.ts';

const plugins = [remarkGfm];

const components = {
  a: ({ href, children }: { href?: string | undefined; children?: ReactNode }) => {
    const url = safeUrl(href ?? '');
    return url ? <SmartLink url={url}>{children}</SmartLink> : children;
  },
  /** Canvas mentions are written as images: `![](@U1)`, `![](#C1)`. Pictures are never loaded from elsewhere. */
  img: ({ src, alt }: { src?: string | Blob | undefined; alt?: string | undefined }) => {
    const target = typeof src === 'string' ? src : '';
    if (target.startsWith('@')) return <UserPill id={target.slice(1)} />;
    if (target.startsWith('#')) return <ChannelPill id={target.slice(1)} />;
    return <span className="placeholder">Picture: {alt || target}</span>;
  },
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
