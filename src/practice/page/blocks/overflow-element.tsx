import { Icon } from '../parts/icon.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import type { Element } from './block-values.ts';
import { listOptions } from './block-values.ts';
import { useConfirmed } from './confirmed.tsx';
import { useSurface } from './surface-context.ts';
import { PlainText } from './text-object.tsx';
import type { Slot } from './use-field.ts';

export function OverflowElement({ element, slot }: { element: Element; slot: Slot }) {
  const surface = useSurface();
  const { ask, question } = useConfirmed(element);
  const items = listOptions(element)
    .flatMap((group) => group.options)
    .map((option) => ({
      key: option.value,
      label: <PlainText text={option.label} />,
      ...(option.description ? { detail: option.description } : {}),
      onSelect: () => ask(() => void surface.press(slot.blockId, element.action_id ?? 'action', option.value)),
    }));
  return (
    <>
      <MenuButton label="More choices" items={items} className="button is-square">
        <Icon name="more" />
      </MenuButton>
      {question}
    </>
  );
}
