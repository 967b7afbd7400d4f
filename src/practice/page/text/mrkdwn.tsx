import { memo, useMemo } from 'react';
import { InlineView } from './inline-view.tsx';
import type { Inline, MrkdwnBlock } from './parse-mrkdwn.ts';
import { parseMrkdwn } from './parse-mrkdwn.ts';

/** Slack's mrkdwn, drawn. */
export const Mrkdwn = memo(function Mrkdwn({ text }: { text: string }) {
  const blocks = useMemo(() => parseMrkdwn(text), [text]);
  return <MrkdwnBlocks blocks={blocks} />;
});

export function MrkdwnBlocks({ blocks }: { blocks: MrkdwnBlock[] }) {
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a parsed text have no identity but their position
        <MrkdwnPart key={index} block={block} />
      ))}
    </div>
  );
}

function MrkdwnPart({ block }: { block: MrkdwnBlock }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Lines lines={block.lines} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Lines lines={block.lines} />
        </blockquote>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <li key={index}>
          <InlineView nodes={item} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function Lines({ lines }: { lines: Inline[][] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <span key={index} className={line.length === 0 ? 'line is-blank' : 'line'}>
      <InlineView nodes={line} />
    </span>
  ));
}
