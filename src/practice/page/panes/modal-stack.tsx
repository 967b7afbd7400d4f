import { useCallback, useState } from 'react';
import type { View } from '../../protocol.ts';
import type { Values } from '../blocks/block-values.ts';
import { ModalView } from './modal-view.tsx';

/** The bot's modals: the top one is shown, those beneath keep what was typed. */
export function ModalStack({ views }: { views: View[] }) {
  const [values, setValues] = useState<Record<string, Values>>({});
  const top = views.at(-1);
  const topId = top?.id ?? '';
  const setEdited = useCallback(
    (change: (old: Values) => Values) => setValues((all) => ({ ...all, [topId]: change(all[topId] ?? {}) })),
    [topId],
  );
  return top ? (
    <ModalView key={top.id} view={top} isStacked={views.length > 1} edited={values[top.id] ?? {}} setEdited={setEdited} />
  ) : null;
}
