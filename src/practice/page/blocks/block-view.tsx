import type { Block } from '../../protocol.ts';
import { MarkdownView } from '../text/markdown-view.tsx';
import { MrkdwnBlocks } from '../text/mrkdwn.tsx';
import { richTextToMrkdwn } from '../text/rich-text-to-mrkdwn.ts';
import { ActionsBlock } from './actions-block.tsx';
import { asText, textOf } from './block-values.ts';
import { ContextBlock } from './context-block.tsx';
import { InputBlock } from './input-block.tsx';
import { Picture } from './picture.tsx';
import { SectionBlock } from './section-block.tsx';
import { TableBlock } from './table-block.tsx';
import { PlainText } from './text-object.tsx';
import { UnknownBlock } from './unknown-block.tsx';

/** One block of Block Kit, by its type. Source: https://docs.slack.dev/reference/block-kit/blocks */
export function BlockView({ block, blockId }: { block: Block; blockId: string }) {
  switch (block.type) {
    case 'header':
      return (
        <h3 className="block-header">
          <PlainText text={textOf(block.text)} />
        </h3>
      );
    case 'section':
      return <SectionBlock block={block} blockId={blockId} />;
    case 'divider':
      return <hr />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'actions':
      return <ActionsBlock block={block} blockId={blockId} />;
    case 'image':
      return <Picture url={asText(block.image_url)} alt={asText(block.alt_text) || textOf(block.title)} />;
    case 'rich_text':
      return <MrkdwnBlocks blocks={richTextToMrkdwn(block)} />;
    case 'markdown':
      return <MarkdownView markdown={asText(block.text)} />;
    case 'table':
      return <TableBlock block={block} />;
    case 'input':
      return <InputBlock block={block} blockId={blockId} />;
    default:
      return <UnknownBlock type={block.type} />;
  }
}
