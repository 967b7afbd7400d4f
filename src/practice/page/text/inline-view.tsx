import { Fragment } from 'react';
import { drawnCharacters } from '../parts/drawn-emoji.tsx';
import { Emoji } from '../parts/emoji.tsx';
import { SmartLink } from '../parts/smart-link.tsx';
import { findPerson, useDirectory } from '../state/directory-context.ts';
import { formatDateToken } from './format-time.ts';
import type { Inline } from './parse-mrkdwn.ts';

/** Parsed mrkdwn of one line. */
export function InlineView({ nodes }: { nodes: Inline[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: nodes of a parsed text have no identity but their position
  return nodes.map((node, index) => <InlineNode key={index} node={node} />);
}

function InlineNode({ node }: { node: Inline }) {
  switch (node.type) {
    case 'text':
      return <TextRun text={node.text} />;
    case 'bold':
      return (
        <strong>
          <InlineView nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <InlineView nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <InlineView nodes={node.children} />
        </s>
      );
    case 'code':
      return <code>{node.text}</code>;
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'link':
      return <SmartLink url={node.url}>{node.label}</SmartLink>;
    case 'user':
      return <UserPill id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelPill id={node.id} label={node.label} />;
    case 'broadcast':
      return <span className="pill is-me">@{node.name}</span>;
    case 'date':
      return <DateView node={node} />;
  }
}

function TextRun({ text }: { text: string }) {
  if (!drawnCharacters.test(text)) return text;
  return text.split(drawnCharacters).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no identity but their position
    <Fragment key={index}>{drawnCharacters.test(piece) ? <Emoji name={piece} /> : piece}</Fragment>
  ));
}

/** A mention; one of the reader stands out. */
export function UserPill({ id, label }: { id: string; label?: string | undefined }) {
  const directory = useDirectory();
  const isKnown = directory.people.has(id);
  return (
    <span className={id === directory.me.id ? 'pill is-me' : 'pill'}>@{isKnown ? findPerson(directory, id).realName : (label ?? id)}</span>
  );
}

export function ChannelPill({ id, label }: { id: string; label?: string | undefined }) {
  const channel = useDirectory().channels.get(id);
  return channel ? (
    <a className="pill" href={`#/${id}`}>
      #{channel.name}
    </a>
  ) : (
    <span className="pill">#{label ?? id}</span>
  );
}

function DateView({ node }: { node: Extract<Inline, { type: 'date' }> }) {
  const { me } = useDirectory();
  const words = formatDateToken(node.seconds, node.format, Date.now(), me.timeZone) ?? node.fallback;
  return node.url ? (
    <SmartLink url={node.url}>{words}</SmartLink>
  ) : (
    <time dateTime={new Date(node.seconds * 1000).toISOString()}>{words}</time>
  );
}
