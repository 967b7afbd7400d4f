import { useMemo, useRef, useState } from 'react';
import type { InputValue, View } from '../../protocol.ts';
import { useActions } from '../state/actions-context.ts';
import type { Values } from './block-values.ts';
import { listFields } from './block-values.ts';
import type { Surface } from './surface-context.ts';

/** The surface of a modal or home. Values live by block and action id, so an updated view keeps what is still there. */
export function useViewSurface(view: Pick<View, 'id' | 'blocks'>, edited: Values, setEdited: (change: (old: Values) => Values) => void) {
  const { act, attempt } = useActions();
  const told = useRef(new Map<string, InputValue>());
  const [errors, setErrors] = useState<Record<string, string>>({});
  const surface = useMemo(
    (): Surface => ({
      kind: 'view',
      edited,
      errors,
      change(blockId, actionId, value) {
        setEdited((old) => ({ ...old, [blockId]: { ...old[blockId], [actionId]: value } }));
        setErrors(({ [blockId]: _, ...rest }) => rest);
      },
      async press(blockId, actionId, value) {
        // Slack sends the state of all inputs along with a press; the workspace keeps it without troubling the bot.
        for (const field of listFields(view.blocks)) {
          const typed = edited[field.blockId]?.[field.actionId];
          const key = `${field.blockId} ${field.actionId}`;
          if (field.isDispatching || typed === undefined || told.current.get(key) === typed) continue;
          told.current.set(key, typed);
          await act('act', { source: { viewId: view.id }, blockId: field.blockId, actionId: field.actionId, value: typed });
        }
        await attempt('act', { source: { viewId: view.id }, blockId, actionId, ...(value === undefined ? {} : { value }) });
      },
    }),
    [edited, errors, setEdited, act, attempt, view.id, view.blocks],
  );
  return { surface, errors, setErrors };
}
