import { useMemo, useState } from 'react';
import type { Block, ChannelId } from '../../protocol.ts';
import { useActions } from '../state/actions-context.ts';
import { BlockList } from './block-list.tsx';
import type { Values } from './block-values.ts';
import type { Surface } from './surface-context.ts';

const noErrors = {};

/** The blocks of a message or ephemeral (`ts` is then its id). What was chosen here is forgotten when the bot redraws them. */
export function MessageBlocks({ blocks, channel, ts }: { blocks: readonly Block[]; channel: ChannelId; ts: string }) {
  const { attempt } = useActions();
  const [state, setState] = useState<{ blocks: readonly Block[]; edited: Values }>({ blocks, edited: {} });
  if (state.blocks !== blocks) setState({ blocks, edited: {} });
  const { edited } = state;
  const surface = useMemo(
    (): Surface => ({
      kind: 'message',
      edited,
      errors: noErrors,
      change: (blockId, actionId, value) =>
        setState((old) => ({ ...old, edited: { ...old.edited, [blockId]: { ...old.edited[blockId], [actionId]: value } } })),
      async press(blockId, actionId, value) {
        await attempt('act', { source: { channel, ts }, blockId, actionId, ...(value === undefined ? {} : { value }) });
      },
    }),
    [edited, attempt, channel, ts],
  );
  return <BlockList blocks={blocks} surface={surface} />;
}
