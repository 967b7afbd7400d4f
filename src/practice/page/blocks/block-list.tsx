import type { Block } from '../../protocol.ts';
import { BlockView } from './block-view.tsx';
import type { Surface } from './surface-context.ts';
import { SurfaceContext } from './surface-context.ts';

/** Blocks on their surface. Keyed by block id, so that an updated view keeps the fields that survive it. */
export function BlockList({ blocks, surface }: { blocks: readonly Block[]; surface: Surface }) {
  return (
    <SurfaceContext value={surface}>
      <div className="blocks">
        {blocks.map((block, index) => {
          const blockId = block.block_id ?? `block-${index}`;
          return <BlockView key={blockId} block={block} blockId={blockId} />;
        })}
      </div>
    </SurfaceContext>
  );
}
